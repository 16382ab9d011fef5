package main

import (
	"context"
	"net/http"
	"time"

	"earshot/archive"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics is what /metrics tells. Prometheus' own client is used because its
// format is what monitoring reads.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	audio    prometheus.Counter
	engine   prometheus.Counter
}

func newMetrics(p *parts, f *finder) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "earshot_request_seconds", Help: "How long requests took.", Buckets: []float64{.001, .005, .02, .1, .3, 1, 5, 30},
		}, []string{"method", "code"}),
		audio:  prometheus.NewCounter(prometheus.CounterOpts{Name: "earshot_engine_audio_seconds_total", Help: "Seconds of sound turned into words."}),
		engine: prometheus.NewCounter(prometheus.CounterOpts{Name: "earshot_engine_busy_seconds_total", Help: "Seconds the engine took for it."}),
	}
	lag := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "earshot_index_lag_seconds", Help: "From a change to its being findable, last batch.",
	}, func() float64 { return time.Duration(f.lag.Load()).Seconds() })
	behind := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "earshot_index_behind_events", Help: "Changes the index has not seen yet.",
	}, func() float64 { return eventsBehind(p.archive, f) })
	m.registry.MustRegister(m.requests, m.audio, m.engine, lag, behind, &counted{p.archive}, &checked{p.archive},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func eventsBehind(a *archive.Archive, f *finder) float64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	last, err := a.LastEvent(ctx)
	if err != nil {
		return -1
	}
	at, err := f.live.Position(ctx)
	if err != nil {
		return -1
	}
	return float64(last - at)
}

// heard counts one recognised chunk.
func (m *metrics) heard(audio, took float64) {
	m.audio.Add(audio)
	m.engine.Add(took)
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// count measures every request.
func (m *metrics) count(h http.Handler) http.Handler {
	return promhttp.InstrumentHandlerDuration(m.requests, h)
}

// counted reads what the archive holds when it is asked.
type counted struct{ archive *archive.Archive }

var (
	jobsDesc       = prometheus.NewDesc("earshot_jobs", "Jobs by kind and state.", []string{"kind", "state"}, nil)
	interviewsDesc = prometheus.NewDesc("earshot_interviews", "Interviews by state.", []string{"state"}, nil)
)

// Describe implements prometheus.Collector.
func (c *counted) Describe(ch chan<- *prometheus.Desc) {
	ch <- jobsDesc
	ch <- interviewsDesc
}

// Collect implements prometheus.Collector.
func (c *counted) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	counts, err := c.archive.Counts(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(jobsDesc, err)
		return
	}
	for kind, states := range counts.Jobs {
		for state, n := range states {
			ch <- prometheus.MustNewConstMetric(jobsDesc, prometheus.GaugeValue, float64(n), string(kind), string(state))
		}
	}
	for state, n := range counts.Interviews {
		ch <- prometheus.MustNewConstMetric(interviewsDesc, prometheus.GaugeValue, float64(n), string(state))
	}
}

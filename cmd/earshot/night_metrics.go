package main

import (
	"context"
	"time"

	"earshot/archive"

	"github.com/prometheus/client_golang/prometheus"
)

// checked tells what the last nightly check found when it is asked.
type checked struct{ archive *archive.Archive }

var (
	checkEndedDesc    = prometheus.NewDesc("earshot_check_ended_timestamp_seconds", "When the last nightly check ended; 0 before the first.", nil, nil)
	checkWrongDesc    = prometheus.NewDesc("earshot_check_wrong", "Things that are not as they were kept.", nil, nil)
	checkObjectsDesc  = prometheus.NewDesc("earshot_check_objects", "Objects of sound and records that the last nightly check read.", nil, nil)
	checkDifferedDesc = prometheus.NewDesc("earshot_check_index_differed", "Interviews the search index had otherwise at the last nightly check; it was made again.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c *checked) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, ch) }

// Collect implements prometheus.Collector.
func (c *checked) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	last, err := c.archive.NightCheck(ctx, archive.System)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(checkEndedDesc, err)
		return
	}
	ended := 0.0
	if !last.Ended.IsZero() {
		ended = float64(last.Ended.Unix())
	}
	for desc, v := range map[*prometheus.Desc]float64{
		checkEndedDesc: ended, checkWrongDesc: float64(last.Wrong()),
		checkObjectsDesc: float64(last.Objects), checkDifferedDesc: float64(last.Differed),
	} {
		ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v)
	}
}

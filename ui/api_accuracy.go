package ui

import (
	"errors"
	"strconv"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

type accuracyAsk struct {
	Interview  string `query:"interview"`
	Collection string `query:"collection"`
	Engine     string `query:"engine"`
	Language   string `query:"language"`
	Speaker    string `query:"speaker" enum:",storyteller,interviewer"`
}

// apiErrorRate is how many words are wrong, for each word said.
type apiErrorRate struct {
	Words       int      `json:"words" doc:"That were said in the clips."`
	Substituted int      `json:"substituted" doc:"Written as another word."`
	Dropped     int      `json:"dropped" doc:"Not written."`
	Added       int      `json:"added" doc:"Written and not said."`
	Rate        *float64 `json:"word_error_rate,omitempty" doc:"Wrong words for each word said. Absent while there are too few clips."`
	Low         *float64 `json:"low,omitempty" doc:"Of the 95 percent interval."`
	High        *float64 `json:"high,omitempty"`
	Accuracy    *float64 `json:"word_accuracy,omitempty" doc:"1 less the word error rate, not under 0."`
}

// apiMeasure is what was measured of one scope.
type apiMeasure struct {
	Interview  string       `json:"interview,omitempty"`
	Title      string       `json:"title,omitempty"`
	Collection string       `json:"collection,omitempty"`
	Engine     string       `json:"engine,omitempty"`
	Language   string       `json:"language,omitempty"`
	Speaker    string       `json:"speaker,omitempty"`
	Clips      int          `json:"clips" doc:"Drawn by lot, on which two people agree."`
	Enough     bool         `json:"enough" doc:"There are clips enough for a figure."`
	Heard      apiErrorRate `json:"as_heard" doc:"What the machine heard."`
	Stood      apiErrorRate `json:"as_it_stood" doc:"The text before the first of the two was asked."`
}

type apiAccuracy struct {
	All         apiMeasure   `json:"all" doc:"Of all that was asked for."`
	Collections []apiMeasure `json:"collections,omitempty"`
	Engines     []apiMeasure `json:"engines,omitempty"`
	Languages   []apiMeasure `json:"languages,omitempty"`
	Speakers    []apiMeasure `json:"speakers,omitempty"`
	Interviews  []apiMeasure `json:"interviews,omitempty"`
}

func errorRateOf(e archive.ErrorRate, enough bool) apiErrorRate {
	out := apiErrorRate{Words: e.Words, Substituted: e.Substituted, Dropped: e.Dropped, Added: e.Added}
	if right := e.Right(); enough && e.Words > 0 {
		out.Rate, out.Low, out.High, out.Accuracy = &e.Rate, &e.Low, &e.High, &right
	}
	return out
}

func measureOf(a archive.Accuracy) apiMeasure {
	return apiMeasure{a.Interview, a.Title, a.Collection, a.Engine, a.Language, a.Speaker, a.Clips, a.Enough(), errorRateOf(a.Heard, a.Enough()), errorRateOf(a.Stood, a.Enough())}
}

// apiAccuracy answers GET /accuracy.
func (s *Server) apiAccuracy(c *gin.Context, in *accuracyAsk) (*apiAccuracy, error) {
	scope := archive.AccuracyScope{Interview: in.Interview, Collection: in.Collection, Engine: in.Engine, Language: in.Language, Speaker: in.Speaker}
	if scope != (archive.AccuracyScope{}) {
		one, err := s.Archive.Accuracy(c.Request.Context(), s.viewer(c), scope)
		return &apiAccuracy{All: measureOf(one)}, err
	}
	all, err := s.Archive.Accuracies(c.Request.Context())
	if err != nil {
		return nil, err
	}
	out := &apiAccuracy{All: measureOf(all.All)}
	for _, t := range []struct {
		from []archive.Accuracy
		to   *[]apiMeasure
	}{{all.Collections, &out.Collections}, {all.Engines, &out.Engines}, {all.Languages, &out.Languages}, {all.Speakers, &out.Speakers}, {all.Interviews, &out.Interviews}} {
		for _, a := range t.from {
			*t.to = append(*t.to, measureOf(a))
		}
	}
	return out, nil
}

type sampleNextAsk struct {
	Behind string `query:"behind" doc:"The lot of a clip that the caller skips."`
}

// apiSample is a clip drawn by lot.
type apiSample struct {
	Interview string         `json:"interview"`
	Title     string         `json:"title"`
	Version   int            `json:"version"`
	First     archive.WordID `json:"first" doc:"Of the words that the machine heard."`
	Last      archive.WordID `json:"last"`
	Start     float64        `json:"start_s"`
	End       float64        `json:"end_s"`
	Text      string         `json:"text" doc:"What stands there now."`
	Lot       string         `json:"lot"`
	Sound     string         `json:"sound"`
}

type apiNextSample struct {
	Sample *apiSample `json:"sample,omitempty" doc:"Absent when none waits for the caller."`
}

// apiSampleNext answers GET /samples/next.
func (s *Server) apiSampleNext(c *gin.Context, in *sampleNextAsk) (*apiNextSample, error) {
	lot, err := readLot(in.Behind)
	if err != nil {
		return nil, err
	}
	n, err := s.deck.nextSample(c.Request.Context(), s.viewer(c), lot)
	if errors.Is(err, archive.ErrNotFound) {
		return &apiNextSample{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &apiNextSample{&apiSample{Interview: n.Interview, Title: n.Of.Title, Version: n.Version, First: n.First, Last: n.Last, Start: n.Span.Start, End: n.Span.End,
		Text: n.Text, Lot: strconv.FormatUint(n.Lot, 10), Sound: "/interviews/" + n.Interview + "/sound" + clip(n.Span)}}, nil
}

type sampleAsk struct {
	keyed
	Interview string `json:"interview" need:"true"`
	First     int    `json:"first" need:"true" min:"1"`
	Last      int    `json:"last" need:"true" min:"1"`
	Against   int    `json:"against" need:"true" min:"0" max:"1000000000" doc:"The version whose text the caller saw."`
	Text      string `json:"text" doc:"What is said; empty when nothing is, [unclear] when it cannot be told."`
}

type apiSampleAnswer struct {
	Number int64  `json:"number" doc:"Of this interview, from 1."`
	Text   string `json:"text"`
}

// apiSampleAnswer answers POST /samples.
func (s *Server) apiSampleAnswer(c *gin.Context, in *sampleAsk) (*apiSampleAnswer, error) {
	key, err := s.keyOf(c, in.keyed)
	if err != nil {
		return nil, err
	}
	r, err := s.Archive.AnswerSample(c.Request.Context(), s.viewer(c), archive.SampleAsk{Interview: in.Interview, First: archive.WordID(in.First), Last: archive.WordID(in.Last),
		Version: in.Against, Text: in.Text, Key: key})
	if err != nil {
		return nil, err
	}
	return &apiSampleAnswer{r.Number, r.Text}, nil
}

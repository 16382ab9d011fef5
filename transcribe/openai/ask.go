package openai

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"earshot/archive"
	"earshot/transcribe"
)

// ask posts one sound.
func (e *Engine) ask(ctx context.Context, sound []byte, h transcribe.Hint) (answer, error) {
	ctx, stop := context.WithTimeout(ctx, e.cfg.Timeout)
	defer stop()
	body, contentType, err := e.form(sound, h)
	if err != nil {
		return answer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.base+"/audio/transcriptions", body)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := e.do(req)
	if err != nil {
		return answer{}, fmt.Errorf("the transcription service does not answer: %w", err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer+1))
	switch {
	case err != nil:
		return answer{}, fmt.Errorf("the transcription service broke off: %w", err)
	case len(data) > longestAnswer:
		return answer{}, errors.New("the transcription service's answer is too long")
	case resp.StatusCode != http.StatusOK:
		return answer{}, refused(resp, data)
	}
	return parseAnswer(data)
}

// form is the request as the API wants it.
func (e *Engine) form(sound []byte, h transcribe.Hint) (io.Reader, string, error) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	fields := [][2]string{
		{"model", e.cfg.Model}, {"response_format", "verbose_json"}, {"temperature", "0"},
		{"timestamp_granularities[]", "word"}, {"timestamp_granularities[]", "segment"},
	}
	if base, _, _ := strings.Cut(h.Language, "-"); len(base) == 2 {
		fields = append(fields, [2]string{"language", base})
	}
	if len(h.Words) > 0 {
		fields = append(fields, [2]string{"prompt", strings.Join(h.Words[:min(len(h.Words), 40)], ", ")})
	}
	for _, f := range fields {
		if err := m.WriteField(f[0], f[1]); err != nil {
			return nil, "", err
		}
	}
	file, err := m.CreateFormFile("file", "sound.wav")
	if err != nil {
		return nil, "", err
	}
	if _, err := file.Write(append(wavHeader(len(sound)), sound...)); err != nil {
		return nil, "", err
	}
	return &b, m.FormDataContentType(), m.Close()
}

// wavHeader begins a WAV file of so many bytes of samples.
func wavHeader(n int) []byte {
	h := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+n))...)
	h = append(h, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	h = binary.LittleEndian.AppendUint32(h, transcribe.Rate)
	h = binary.LittleEndian.AppendUint32(h, transcribe.BytesPerSecond)
	h = append(h, "\x02\x00\x10\x00data"...)
	return binary.LittleEndian.AppendUint32(h, uint32(n))
}

// refused makes an error of an answer that is not 200. A sound that the service
// will never take wraps archive.ErrInvalid, so that nobody tries again.
func refused(resp *http.Response, data []byte) error {
	var body struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	said := resp.Status
	if json.Unmarshal(data, &body) == nil && body.Error.Message != "" {
		said += ": " + clean(body.Error.Message)[:min(len(clean(body.Error.Message)), 300)]
	}
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Errorf("the transcription service refuses the key (%s)", said)
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return fmt.Errorf("the transcription service refuses the sound (%s): %w", said, archive.ErrInvalid)
	}
	return fmt.Errorf("the transcription service failed (%s)", said)
}

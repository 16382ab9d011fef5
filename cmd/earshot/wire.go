package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"earshot/archive"
	"earshot/archive/argon2id"
	"earshot/archive/gateway"
	"earshot/archive/postbox"
	"earshot/archive/s3blobs"
	"earshot/archive/sqlstore"
	"earshot/transcribe"
	"earshot/transcribe/openai"
	"earshot/transcribe/script"
	"earshot/transcribe/sound"
	"earshot/transcribe/whisper"
	"earshot/ui"

	"golang.org/x/text/unicode/norm"
)

// engineNice is added to the engine's niceness, so that pages and searches come
// first on a machine that does both.
const engineNice = 5

// scriptPace is how many words a second the script engine makes up where there
// is sound: people speak about this fast.
const scriptPace = 2.5

// parts are the adapters a command runs on. close ends them in reverse order.
type parts struct {
	log     *slog.Logger
	store   *sqlstore.Store
	bucket  *s3blobs.Bucket
	archive *archive.Archive
	s3      *gateway.Endpoint // of the S3 server over the data folder; nil when the bucket is elsewhere
	ends    []func() error
}

func (p *parts) onClose(end func() error) { p.ends = append(p.ends, end) }

func (p *parts) close() error {
	var errs []error
	for i := len(p.ends) - 1; i >= 0; i-- {
		errs = append(errs, p.ends[i]())
	}
	p.ends = nil
	return errors.Join(errs...)
}

// openParts opens the database and the bucket and the archive on them. beside is
// the site that runs on the same data folder, if one does.
func (c *Config) openParts(ctx context.Context, beside *site) (_ *parts, err error) {
	p := &parts{log: c.logger()}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	if p.store, err = sqlstore.Open(ctx, sqlstore.Options{Path: c.path("earshot.db"), Log: p.log}); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	p.onClose(p.store.Close)
	if err := c.openBucket(ctx, p, beside); err != nil {
		return nil, fmt.Errorf("bucket: %w", err)
	}
	passwords, err := argon2id.New()
	if err != nil {
		return nil, err
	}
	p.archive, err = archive.New(ctx, p.store, p.bucket, archive.Options{
		Passwords: passwords, Normalise: norm.NFC.String, Log: p.log, Terms: ui.TermsVersion,
	})
	return p, err
}

// openBucket uses the configured S3, the one of the site beside, or starts one
// over the data folder.
func (c *Config) openBucket(ctx context.Context, p *parts, beside *site) (err error) {
	cfg := s3blobs.Config{
		Endpoint: c.S3Endpoint, Region: c.S3Region, Bucket: c.S3Bucket, PathStyle: c.S3PathStyle,
		AccessKey: c.S3AccessKey, SecretKey: c.S3SecretKey, NoChecksums: !c.S3Checksums, Log: p.log,
	}
	if c.S3Endpoint == "" {
		if p.s3, err = c.ownS3(ctx, p, beside); err != nil {
			return err
		}
		cfg.Endpoint, cfg.Socket, cfg.Region, cfg.PathStyle = p.s3.URL, p.s3.Socket, p.s3.Region, true
		cfg.AccessKey, cfg.SecretKey = p.s3.AccessKey, p.s3.SecretKey
	}
	p.bucket, err = s3blobs.Open(ctx, cfg)
	return err
}

func (c *Config) ownS3(ctx context.Context, p *parts, beside *site) (*gateway.Endpoint, error) {
	if beside != nil && beside.S3 != nil {
		return beside.S3, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	g, err := gateway.Start(ctx, gateway.Options{Dir: c.path("s3"), Command: []string{self, "s3-gateway"}, Region: c.S3Region, Log: p.log})
	if err != nil {
		return nil, err
	}
	p.onClose(g.Close)
	e := g.Endpoint()
	return &e, nil
}

// openPost is where mails go.
func (c *Config) openPost() (archive.Post, error) {
	return postbox.Open(postbox.Config{URL: c.Mail, From: c.MailFrom, Name: c.Name, Folder: c.path("mail")})
}

// openEngine is the switch between the speech engines.
func (c *Config) openEngine() (transcribe.Engine, error) {
	switch c.Engine {
	case "script":
		return script.Steady(scriptPace), nil
	case "openai":
		return openai.New(openai.Config{URL: c.OpenAIURL, Key: c.OpenAIKey, Model: c.OpenAIModel})
	default:
		return whisper.New(c.whisper()), nil
	}
}

// whisper is the engine as set up by make setup, or as configured.
func (c *Config) whisper() whisper.Config {
	w := whisper.Config{Python: c.python(), Model: c.Model, Threads: c.Threads, Nice: engineNice}
	if w.Model == "" {
		w.Model, w.SHA256 = filepath.Join(c.tools(), "models", "whisper-base"), whisper.BaseSHA256
	}
	return w
}

// python is the interpreter that make setup installed, or the configured one.
func (c *Config) python() string {
	if c.Python != "" {
		return c.Python
	}
	return filepath.Join(c.tools(), "venv", "bin", "python")
}

// decoder lets a sound.Decoder tell its facts as the archive keeps them.
type decoder struct{ *sound.Decoder }

// Decode implements transcribe.Decoder.
func (d decoder) Decode(ctx context.Context, path string, pcm io.Writer) (archive.SoundFacts, error) {
	f, err := d.Decoder.Decode(ctx, path, pcm)
	return archive.SoundFacts{Duration: f.Duration, Type: f.Type, Gaps: f.Gaps}, err
}

// openDecoder makes what turns files into samples.
func (c *Config) openDecoder(log *slog.Logger) (decoder, error) {
	self, err := os.Executable()
	if err != nil {
		return decoder{}, err
	}
	temp := c.path("tmp", c.worker())
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return decoder{}, err
	}
	d, err := sound.New(sound.Config{
		FFmpeg: c.ffmpeg(), Child: []string{self, "decode-child"}, Temp: temp, MaxDuration: c.maxDuration(), Log: log,
	})
	return decoder{d}, err
}

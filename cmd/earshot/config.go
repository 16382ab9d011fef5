package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config holds every setting. It is read once; no other package reads the
// environment. Each field has a default that needs nothing installed by hand.
type Config struct {
	Data     string `default:"./data" env:"EARSHOT_DATA" help:"Folder that holds everything: database, sound, index, uploads under way." group:"Where"`
	Listen   string `default:"127.0.0.1:8080" env:"EARSHOT_LISTEN" help:"Address the site listens on." group:"Where"`
	Name     string `default:"Earshot" env:"EARSHOT_NAME" help:"Name of the site, shown in every title." group:"Where"`
	Contact  string `env:"EARSHOT_CONTACT" help:"How people reach whoever looks after the site: an e-mail address, a telephone number, an address. Shown on About." group:"Where"`
	Secure   bool   `env:"EARSHOT_SECURE" help:"The site is reached over HTTPS: cookies are sent over nothing else." group:"Where"`
	LogLevel string `default:"info" enum:"debug,info,warn,error" env:"EARSHOT_LOG_LEVEL" help:"How much is logged: debug, info, warn or error." group:"Where"`

	URL      string `name:"url" env:"EARSHOT_URL" help:"Address that people reach the site at, for links in mails, like https://stories.example.org. Empty: the one it listens on." group:"Where"`
	Mail     string `env:"EARSHOT_MAIL" help:"Mail server, as smtp://user:password@host:port or smtps://… Empty: mails are written as files to the folder mail in the data folder." group:"Where" secret:""`
	MailFrom string `default:"earshot@localhost" env:"EARSHOT_MAIL_FROM" help:"Address that mails come from." group:"Where"`

	TrustedProxies []string `env:"EARSHOT_TRUSTED_PROXIES" help:"Addresses of reverse proxies whose X-Forwarded-For is believed. None by default." group:"Where"`

	S3Endpoint  string `name:"s3-endpoint" env:"EARSHOT_S3_ENDPOINT" help:"S3 endpoint, like https://s3.example.org. Empty: Earshot starts its own over the data folder." group:"Bucket"`
	S3Region    string `name:"s3-region" default:"us-east-1" env:"EARSHOT_S3_REGION" help:"Region of the bucket." group:"Bucket"`
	S3Bucket    string `name:"s3-bucket" default:"earshot" env:"EARSHOT_S3_BUCKET" help:"Name of the bucket." group:"Bucket"`
	S3PathStyle bool   `name:"s3-path-style" default:"true" negatable:"" env:"EARSHOT_S3_PATH_STYLE" help:"Bucket in the path of the address instead of the host name." group:"Bucket"`
	S3Checksums bool   `name:"s3-checksums" default:"true" negatable:"" env:"EARSHOT_S3_CHECKSUMS" help:"Send checksums that the store verifies. Off for stores that refuse such requests; Earshot compares its own either way." group:"Bucket"`
	S3AccessKey string `name:"s3-access-key" env:"EARSHOT_S3_ACCESS_KEY" help:"Access key of the bucket." group:"Bucket" secret:""`
	S3SecretKey string `name:"s3-secret-key" env:"EARSHOT_S3_SECRET_KEY" help:"Secret key of the bucket. Better set in the environment than on the command line." group:"Bucket" secret:""`

	Engine      string `default:"whisper" enum:"whisper,openai,script" env:"EARSHOT_ENGINE" help:"What turns sound into words: whisper (in a child process here), openai (a service with that API) or script (made-up words, to try the site)." group:"Engine"`
	Tools       string `env:"EARSHOT_TOOLS" help:"Folder where make setup installed Python and the model. Empty: .tools beside the program's folder or the current one." group:"Engine"`
	Python      string `env:"EARSHOT_PYTHON" help:"Python with faster-whisper. Empty: the one in the tools folder." group:"Engine"`
	Model       string `env:"EARSHOT_MODEL" help:"Folder or name of a faster-whisper model. Empty: the base model in the tools folder." group:"Engine"`
	Threads     int    `default:"2" env:"EARSHOT_THREADS" help:"Processor threads the engine uses." group:"Engine"`
	OpenAIURL   string `name:"openai-url" env:"EARSHOT_OPENAI_URL" help:"Base address of a service with the OpenAI transcription API, up to /v1." group:"Engine"`
	OpenAIKey   string `name:"openai-key" env:"EARSHOT_OPENAI_KEY" help:"Key of that service." group:"Engine" secret:""`
	OpenAIModel string `name:"openai-model" default:"whisper-1" env:"EARSHOT_OPENAI_MODEL" help:"Model to ask that service for." group:"Engine"`
	FFmpeg      string `name:"ffmpeg" env:"EARSHOT_FFMPEG" help:"The ffmpeg program. Empty: the system's, else the one in the tools folder." group:"Engine"`
	Worker      string `env:"EARSHOT_WORKER" help:"Name of this machine's worker. Empty: the host's name." group:"Engine"`

	Meaning string `default:"auto" enum:"auto,on,off" env:"EARSHOT_MEANING" help:"Also find passages that say it in other words: auto (when make setup installed the model), on or off. It takes 0.4 GB of memory." group:"Search"`

	CheckAt string `default:"03:00" env:"EARSHOT_CHECK_AT" help:"Time of day, by this machine's clock, at which the site checks every night what it keeps: the index whole, sound and records so that all are read within a month. Or off." group:"Limits"`

	MaxHours     float64       `default:"12" env:"EARSHOT_MAX_HOURS" help:"Longest recording that is accepted, in hours." group:"Limits"`
	ShutdownWait time.Duration `default:"30s" env:"EARSHOT_SHUTDOWN_WAIT" help:"How long requests under way may take when the site stops." group:"Limits"`
}

// check says which setting cannot be used and why.
func (c *Config) check() error {
	bad := func(setting, why string) error { return fmt.Errorf("--%s: %s: %w", setting, why, errUsage) }
	if c.Data == "" {
		return bad("data", "name a folder")
	}
	abs, err := filepath.Abs(c.Data)
	if err != nil {
		return bad("data", err.Error())
	}
	c.Data = abs
	for setting, address := range map[string]string{"s3-endpoint": c.S3Endpoint, "openai-url": c.OpenAIURL, "url": c.URL} {
		if u, err := url.Parse(address); address != "" && (err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "") {
			return bad(setting, "write it as an address that begins with http:// or https://")
		}
	}
	if c.S3Endpoint != "" && (c.S3AccessKey == "" || c.S3SecretKey == "") {
		return bad("s3-access-key", "a bucket elsewhere needs an access key and a secret key")
	}
	if c.Engine == "openai" && c.OpenAIURL == "" {
		return bad("openai-url", "the openai engine needs the address of a service")
	}
	if _, err := c.openPost(); err != nil {
		return bad("mail", err.Error())
	}
	if _, _, err := c.checkTime(); err != nil {
		return bad("check-at", "write a time of day like 03:00, or off")
	}
	if c.Threads < 1 || c.Threads > 256 {
		return bad("threads", "use 1 to 256")
	}
	if c.MaxHours <= 0 || c.MaxHours > 48 {
		return bad("max-hours", "use more than 0 and at most 48")
	}
	return nil
}

// path is a place in the data folder.
func (c *Config) path(parts ...string) string {
	return filepath.Join(append([]string{c.Data}, parts...)...)
}

// address is where people reach the site.
func (c *Config) address() string {
	if c.URL != "" {
		return c.URL
	}
	return "http://" + c.Listen
}

// tools is the folder that make setup filled: the configured one, else .tools
// beside the folder of the program, else in the current folder.
func (c *Config) tools() string {
	if c.Tools != "" {
		return c.Tools
	}
	if exe, err := os.Executable(); err == nil {
		if exe, err = filepath.EvalSymlinks(exe); err == nil {
			dir := filepath.Join(filepath.Dir(filepath.Dir(exe)), ".tools")
			if _, err := os.Stat(dir); err == nil {
				return dir
			}
		}
	}
	dir, err := filepath.Abs(".tools")
	if err != nil {
		return ".tools"
	}
	return dir
}

// worker is the stable name of this machine's worker.
func (c *Config) worker() string {
	if c.Worker != "" {
		return c.Worker
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "worker"
	}
	return host
}

// logger writes to standard error, so that standard output stays for answers.
func (c *Config) logger() *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(strings.ToUpper(c.LogLevel))); err != nil {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

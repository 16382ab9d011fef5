package sqlstore

import (
	"context"
	"log/slog"
)

// quiet passes on warnings and errors only: River tells of each step it takes,
// which is nothing that whoever runs the site could act on.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

// riverLog is the log that River writes to.
func (o Options) riverLog() *slog.Logger { return slog.New(quiet{o.Log.Handler()}) }

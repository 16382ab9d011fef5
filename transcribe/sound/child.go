package sound

import (
	"encoding/json"
	"fmt"
	"os"
)

// order is what the parent asks of one child process, as JSON in its only
// argument. Sound goes in by standard input or a file, samples come out by
// standard output, and what went wrong by standard error.
type order struct {
	Program string   `json:"program,omitempty"` // ffmpeg's path; "" decodes by go-mp3
	Args    []string `json:"args,omitempty"`    // for Program
	Read    []string `json:"read,omitempty"`    // files it may read, besides Program's libraries
	Write   string   `json:"write,omitempty"`   // the one folder it may write in; "" for none
	MP3     mp3Order `json:"mp3,omitzero"`

	MaxCPU  int   `json:"max_cpu"`            // seconds
	MaxFile int64 `json:"max_file,omitempty"` // bytes; 0 means that no file may grow
}

// ChildMain is what the hidden subcommand runs, with the arguments behind its
// name: it gives up every right that decoding does not need, then decodes. It
// returns the exit code: 0 when done, 1 when the recording could not be decoded,
// 125 when it was called wrongly, 126 when it could not be fenced or could not
// start ffmpeg.
func ChildMain(args []string) int {
	var o order
	if len(args) != 1 || json.Unmarshal([]byte(args[0]), &o) != nil {
		fmt.Fprintln(os.Stderr, "This command is run by Earshot itself.")
		return exitUsage
	}
	if err := fence(o); err != nil {
		fmt.Fprintln(os.Stderr, "fence the decoder:", err)
		return exitFence
	}
	if o.Program != "" {
		fmt.Fprintln(os.Stderr, "start ffmpeg:", become(o.Program, o.Args))
		return exitFence
	}
	if err := decodeMP3(o.MP3, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

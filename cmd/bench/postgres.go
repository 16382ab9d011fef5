package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postgres is Debian's PostgreSQL on a folder of its own, asked through one psql
// that tells how long each statement took.
type postgres struct {
	ctx    context.Context
	dir    string
	server *exec.Cmd
	psql   *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Scanner
}

// startPostgres starts a server that answers on a socket in dir; nil when there is
// no PostgreSQL on this machine.
func startPostgres(ctx context.Context, dir string) (*postgres, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		say("  PostgreSQL is not installed and is left out")
		return nil, err
	}
	slices.Sort(found)
	bin := found[len(found)-1]
	p := &postgres{ctx: ctx, dir: filepath.Join(dir, "pg")}
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return nil, err
	}
	who, err := p.person(dir)
	if err != nil {
		return nil, err
	}
	as := func(name string, args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = p.dir, who
		return cmd
	}
	data := filepath.Join(p.dir, "data")
	if out, err := as("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	p.server = as("postgres", "-D", data, "-k", p.dir, "-c", "listen_addresses=", "-c", "shared_buffers=512MB", "-c", "work_mem=64MB",
		"-c", "maintenance_work_mem=512MB", "-c", "max_parallel_workers_per_gather=0", "-c", "jit=off", "-c", "synchronous_commit=off")
	p.server.Cancel = func() error { return p.server.Process.Signal(os.Interrupt) }
	if err := p.server.Start(); err != nil {
		return nil, err
	}
	return p, p.connect(filepath.Join(bin, "psql"))
}

// person is whom the server runs as: PostgreSQL refuses to run as root, so root
// lends its folder to Debian's user for it.
func (p *postgres) person(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	err = errors.Join(errUID, errGID, os.Chown(p.dir, int(uid), int(gid)), os.Chmod(filepath.Dir(dir), 0o755))
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, err
}

func (p *postgres) connect(psql string) error {
	for range 100 {
		p.psql = exec.CommandContext(p.ctx, psql, "-h", p.dir, "-U", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1", "postgres")
		if exec.CommandContext(p.ctx, psql, "-h", p.dir, "-U", "postgres", "-qAtX", "-c", "select 1", "postgres").Run() == nil {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	var err error
	if p.in, err = p.psql.StdinPipe(); err != nil {
		return err
	}
	out, err := p.psql.StdoutPipe()
	if err != nil {
		return err
	}
	p.psql.Stderr = os.Stderr
	p.out = bufio.NewScanner(out)
	p.out.Buffer(nil, 1<<20)
	if err := p.psql.Start(); err != nil {
		return err
	}
	_, err = p.run("\\timing on")
	return err
}

// run runs statements and returns the rows they print and the time they took.
func (p *postgres) run(statements string) (r report, err error) {
	const end = "== end =="
	if _, err := fmt.Fprintf(p.in, "%s\n\\echo %s\n", statements, end); err != nil {
		return r, err
	}
	for p.out.Scan() {
		line := p.out.Text()
		if line == end {
			return r, nil
		}
		if took, ok := strings.CutPrefix(line, "Time: "); ok {
			ms, err := strconv.ParseFloat(strings.Fields(took)[0], 64)
			if err != nil {
				return r, err
			}
			r.Seconds += ms / 1000
			continue
		}
		if n, err := strconv.Atoi(line); err == nil {
			r.Total = n
		}
	}
	return r, errors.Join(p.out.Err(), fmt.Errorf("psql ended at: %.200s", statements))
}

func (p *postgres) build() (report, error) {
	file := filepath.Join(filepath.Dir(p.dir), "passages.tsv")
	r, err := p.run(`CREATE TABLE passages(id int PRIMARY KEY, interview int, year int, subject text, text text,
  words tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED);
\copy passages(id, interview, year, subject, text) from '` + file + `'
CREATE INDEX ON passages USING gin(words);`)
	if err != nil {
		return r, err
	}
	if _, err := p.run("VACUUM ANALYZE passages;"); err != nil {
		return r, err
	}
	size, err := p.run("SELECT pg_total_relation_size('passages');")
	r.Bytes = int64(size.Total)
	return r, err
}

// ask asks for the best twenty with marks, and for the total or the counts.
func (p *postgres) ask(q question) (report, error) {
	between := ""
	if q.years != nil {
		between = fmt.Sprintf(" AND year BETWEEN %d AND %d", q.years[0], q.years[1])
	}
	counted := "SELECT count(*) FROM passages WHERE words @@ to_tsquery('english', '" + q.pg + "')" + between + ";"
	if q.facets {
		counted = "SELECT sum(n) FROM (SELECT count(*) AS n FROM passages WHERE words @@ to_tsquery('english', '" + q.pg + "')" + between + " GROUP BY interview, subject) AS counts;"
	}
	return p.run("SELECT id, interview, 'hit ' || ts_headline('english', text, q) FROM (SELECT id, interview, text, q FROM passages, to_tsquery('english', '" + q.pg +
		"') q WHERE words @@ q" + between + " ORDER BY ts_rank(words, q) DESC LIMIT 20) AS best;\n" + counted)
}

func (p *postgres) stop() error {
	if p == nil {
		return nil
	}
	err := p.in.Close()
	if e := p.psql.Wait(); e != nil {
		err = errors.Join(err, e)
	}
	if e := p.server.Process.Signal(os.Interrupt); e != nil {
		return errors.Join(err, e)
	}
	_ = p.server.Wait() // stopped from here
	return err
}

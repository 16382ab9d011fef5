package ui

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// slowSender has sent the head of a request; the server is waiting for its body.
type slowSender struct {
	net.Conn
	in *bufio.Reader
}

// begin opens a request of a long body and returns once the server asks for it:
// that is what “100 Continue” says.
func (r *rig) begin(path, cookie, kind string) *slowSender {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.Listener.Addr().String())
	r.must(err)
	r.t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n", path, cookie, kind)
	r.must(err)
	s := &slowSender{conn, bufio.NewReader(conn)}
	first, err := s.in.ReadString('\n')
	if err != nil || !strings.Contains(first, "100 Continue") {
		r.t.Fatalf("%s: %q, %v", path, first, err)
	}
	_, err = s.in.ReadString('\n')
	r.must(err)
	return s
}

// trickle sends a byte at every tick until the server has answered, and returns
// the status; 0 when it cut the connection.
func (s *slowSender) trickle(every time.Duration) int {
	answered := make(chan int, 1)
	go func() {
		resp, err := http.ReadResponse(s.in, nil)
		if err != nil {
			answered <- 0
			return
		}
		defer resp.Body.Close()
		_, _ = io.Copy(io.Discard, resp.Body) // the status is what counts
		answered <- resp.StatusCode
	}()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case status := <-answered:
			return status
		case <-tick.C:
			_, _ = s.Write([]byte("x")) // fails once the server has closed, and then the answer is there
		}
	}
}

// inUse is the memory in use now.
func inUse() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// U11: two hundred senders of a byte now and then are let go, hold little memory,
// and nobody else notices them. The times are shortened: seconds stand for minutes.
func TestSlowSenders(t *testing.T) {
	const senders, most = 200, 64 << 20
	r := newRig(t, func(c *Config) { c.BodyPause, c.BodyGrace = 20*time.Second, 4*time.Second })
	at, err := http.NewRequest(http.MethodGet, r.URL, nil)
	r.must(err)
	session := r.as(r.ada).Jar.Cookies(at.URL)[0].String()
	before, running := inUse(), runtime.NumGoroutine()
	var slow []*slowSender
	for i := range senders {
		switch i % 10 {
		case 0:
			slow = append(slow, r.begin("/upload", session, "multipart/form-data; boundary=b"))
		case 1:
			slow = append(slow, r.begin(apiRoot+"/interviews", session, "multipart/form-data; boundary=b"))
		default:
			slow = append(slow, r.begin("/sign-in", "", "application/x-www-form-urlencoded"))
		}
	}
	if extra := inUse() - before; extra > most {
		t.Errorf("%d slow senders hold %d MiB", senders, extra>>20)
	}
	var wg sync.WaitGroup
	for _, s := range slow {
		wg.Go(func() {
			if status := s.trickle(100 * time.Millisecond); status != 0 && status != http.StatusUnprocessableEntity {
				t.Errorf("a slow sender got %d", status)
			}
			s.Close()
		})
	}
	r.visitor().get("/interviews/"+r.short.ID).wants(t, http.StatusOK, "allotment")
	wg.Wait()
	for runtime.NumGoroutine() > running+20 { // else the test ends by its time limit
		runtime.Gosched()
	}
	if left := r.spoolFiles(); len(left) != 0 {
		t.Errorf("the spool holds %v", left)
	}
}

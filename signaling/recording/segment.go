package recording

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"
)

// segments writes frames to one file after another.
type segments struct {
	dir    string
	bytes  *atomic.Uint64
	file   *os.File
	count  int
	unsure uint64 // written and not synced
	buffer []byte
}

func newSegments(dir string, bytes *atomic.Uint64) (*segments, error) {
	w := &segments{dir: dir, bytes: bytes}
	return w, w.next()
}

func segmentName(n int) string { return fmt.Sprintf("segment-%06d.part", n) }

// next begins a new file.
func (w *segments) next() error {
	file, err := os.OpenFile(filepath.Join(w.dir, segmentName(w.count)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return fmt.Errorf("begin a segment: %w", err)
	}
	w.file = file
	w.count++
	return syncDir(w.dir)
}

// run writes until the queue is closed. After an error it goes on taking frames, so that nobody is
// held up, and Bytes stands still.
func (w *segments) run(queue <-chan frame) error {
	tick := time.NewTicker(syncEvery)
	defer tick.Stop()
	var failed error
	var since time.Duration
	for {
		var err error
		select {
		case f, more := <-queue:
			if !more {
				return errors.Join(failed, w.close(failed))
			}
			if failed == nil {
				err = w.write(&f)
			}
		case <-tick.C:
			if failed != nil {
				continue
			}
			err = w.sync()
			if since += syncEvery; err == nil && since >= segmentEvery {
				since = 0
				err = errors.Join(w.file.Close(), w.next())
			}
		}
		if err != nil {
			failed = err
		}
	}
}

func (w *segments) write(f *frame) error {
	w.buffer = f.append(w.buffer[:0])
	n, err := w.file.Write(w.buffer)
	w.unsure += uint64(n)
	if err != nil {
		return fmt.Errorf("write a segment: %w", err)
	}
	return nil
}

func (w *segments) sync() error {
	if w.unsure == 0 {
		return nil
	}
	if err := w.file.Sync(); err != nil {
		return fmt.Errorf("sync a segment: %w", err)
	}
	w.bytes.Add(w.unsure)
	w.unsure = 0
	return nil
}

func (w *segments) close(failed error) error {
	if failed != nil {
		return w.file.Close()
	}
	return errors.Join(w.sync(), w.file.Close())
}

// syncDir makes names of files last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("sync a directory: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// segmentsOf lists a recording's segments in their order.
func segmentsOf(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "segment-*.part"))
	slices.Sort(files)
	return files, err
}

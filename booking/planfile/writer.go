package planfile

import (
	"io"
	"strconv"
	"time"
)

// writer appends JSON to a buffer and passes it on when it has grown.
type writer struct {
	out io.Writer
	buf []byte
	err error
}

const flushAt = 64 << 10

func (w *writer) raw(s string) { w.buf = append(w.buf, s...) }

// flush passes the buffer on when it is large, or when it is the last.
func (w *writer) flush(last bool) {
	if !last && len(w.buf) < flushAt {
		return
	}
	if w.err == nil {
		_, w.err = w.out.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

func (w *writer) integer(n int64) { w.buf = strconv.AppendInt(w.buf, n, 10) }

func (w *writer) date(t time.Time) {
	w.raw(`"`)
	w.buf = t.AppendFormat(w.buf, dateLayout)
	w.raw(`"`)
}

func (w *writer) moment(t time.Time) {
	w.raw(`"`)
	w.buf = t.UTC().AppendFormat(w.buf, time.RFC3339Nano)
	w.raw(`"`)
}

// text writes a string, escaping only what JSON demands.
func (w *writer) text(s string) {
	const hex = "0123456789abcdef"
	w.buf = append(w.buf, '"')
	for i := range len(s) {
		switch c := s[i]; c {
		case '"', '\\':
			w.buf = append(w.buf, '\\', c)
		case '\b':
			w.raw(`\b`)
		case '\f':
			w.raw(`\f`)
		case '\n':
			w.raw(`\n`)
		case '\r':
			w.raw(`\r`)
		case '\t':
			w.raw(`\t`)
		default:
			if c < ' ' {
				w.buf = append(w.buf, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			} else {
				w.buf = append(w.buf, c)
			}
		}
	}
	w.buf = append(w.buf, '"')
}

func (w *writer) texts(list []string) {
	w.raw("[")
	for i, s := range list {
		if i > 0 {
			w.raw(",")
		}
		w.text(s)
	}
	w.raw("]")
}

// key writes a key that is not the object's first.
func (w *writer) key(name string) {
	w.raw(`,"`)
	w.raw(name)
	w.raw(`":`)
}

// number writes a key that is not the object's first, and its number.
func (w *writer) number(name string, n int) {
	w.key(name)
	w.integer(int64(n))
}

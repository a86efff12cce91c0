package bot

import (
	"testing"
	"time"
)

func TestStamp(t *testing.T) {
	want := stamp{from: 7, seq: 1 << 20, at: 3 * time.Second, video: true, key: true, first: true, last: true}
	p := make([]byte, videoHead+stampSize)
	writeVideoHead(p, want, 0x1234)
	want.write(p[videoHead:])
	if got, ok := readStamp(p[videoHead:]); !ok || got != want {
		t.Errorf("read %+v, %v", got, ok)
	}
	if p[0] != 0x90 || p[2] != 0x92 || p[3] != 0x34 {
		t.Errorf("descriptor % x", p[:4])
	}
	if p[4]&1 != 0 || p[7] != 0x9d || p[8] != 0x01 || p[9] != 0x2a {
		t.Errorf("head of a key frame % x", p[4:videoHead])
	}
	want.key = false
	if writeVideoHead(p, want, 1); p[4]&1 != 1 {
		t.Errorf("head of another frame % x", p[4:videoHead])
	}
	for _, p := range [][]byte{nil, make([]byte, stampSize-1), make([]byte, stampSize)} {
		if _, ok := readStamp(p); ok {
			t.Errorf("% x is a stamp", p)
		}
	}
}

func TestHistogram(t *testing.T) {
	t.Run("places are in order and right to 3 %", func(t *testing.T) {
		last := -1
		for d := time.Duration(0); d < time.Minute; d = d*101/100 + time.Microsecond {
			i := step(d)
			if i < last {
				t.Fatalf("%v comes before what is shorter", d)
			}
			last = i
			if high := ceiling(i); high < d.Truncate(time.Microsecond) || high > d+d/32+time.Microsecond {
				t.Fatalf("%v is told as %v", d, high)
			}
		}
	})
	t.Run("shares", func(t *testing.T) {
		var h, other histogram
		for i := range 100 {
			h.add(time.Duration(i+1) * 100 * time.Microsecond)
		}
		other.add(time.Hour)
		h.merge(&other)
		if p := h.at(0.5); p < 5*time.Millisecond || p > 5300*time.Microsecond {
			t.Errorf("p50 %v", p)
		}
		if h.count != 101 || h.most != time.Hour {
			t.Errorf("%d, at most %v", h.count, h.most)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		var h histogram
		if h.at(0.99) != 0 {
			t.Errorf("p99 of nothing: %v", h.at(0.99))
		}
	})
}

func TestTally(t *testing.T) {
	w := &window{}
	w.open(10*time.Millisecond, 20*time.Millisecond)
	in, out := 15*time.Millisecond, 25*time.Millisecond
	video := func(seq uint32, at time.Duration, marks string) stamp {
		s := stamp{from: 1, seq: seq, at: at, video: true}
		for _, m := range marks {
			s.key, s.first, s.last = s.key || m == 'k', s.first || m == 'f', s.last || m == 'l'
		}
		return s
	}
	t.Run("counts what was sent in the window, doubled and late packets", func(t *testing.T) {
		y := newTally(w)
		for _, s := range []stamp{video(1, in, ""), video(3, in, ""), video(2, in, ""), video(3, in, ""), video(4, out, "")} {
			y.take(s, s.at+time.Millisecond)
		}
		f := y.of(1).picture
		if f.window != 4 || f.doubled != 1 || f.late != 1 || y.delay.count != 4 {
			t.Errorf("%+v, %d delays", f, y.delay.count)
		}
	})
	t.Run("a key frame counts once it is whole", func(t *testing.T) {
		y := newTally(w)
		y.take(video(1, in, "kf"), in)
		y.take(video(2, in, "k"), in)
		if y.of(1).picture.keyAt != 0 {
			t.Error("half a key frame counts")
		}
		y.take(video(3, in, "kl"), out)
		if y.of(1).picture.keyAt != out {
			t.Errorf("whole at %v", y.of(1).picture.keyAt)
		}
	})
	t.Run("a key frame with a gap does not count, and is asked for", func(t *testing.T) {
		y := newTally(w)
		y.take(video(1, in, "kf"), in)
		if y.take(video(3, in, "kl"), in+time.Millisecond) {
			t.Error("asked at once")
		}
		if y.of(1).picture.keyAt != 0 {
			t.Error("counts with a gap")
		}
		if !y.take(video(4, in, ""), in+blindFor) || y.take(video(5, in, ""), in+blindFor) {
			t.Error("is asked for once in a while")
		}
	})
}

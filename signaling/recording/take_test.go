package recording

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pion/rtp"
	"go.uber.org/goleak"

	"majlis/signaling"
	"majlis/signaling/sfu"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sender makes the packets of one stream as a tap would hand them on.
type sender struct {
	take    *Take
	lane    int
	stream  signaling.Streams
	run     uint32
	seq     uint16
	stamp   uint32
	reports bool // the sender's clock is known
	late    time.Duration
	start   time.Time
}

// send gives the packets of frame n, which is captured n times every after the start.
func (s *sender) send(n int, every time.Duration, key bool) {
	captured := s.start.Add(time.Duration(n) * every)
	stamp := s.stamp + uint32(time.Duration(n)*every*time.Duration(rate(s.stream))/time.Second)
	parts := [][]byte{{0xf8, byte(n), byte(n >> 8)}}
	if s.stream != signaling.Audio {
		parts = [][]byte{pictureOf(key), {0x00, 7, 7, 7}}
	}
	for i, payload := range parts {
		s.seq++
		p := sfu.TapPacket{
			Lane: s.lane, Stream: s.stream, Run: s.run, Arrived: captured.Add(s.late), Payload: payload,
			Header: &rtp.Header{Version: 2, SequenceNumber: s.seq, Timestamp: stamp, Marker: i == len(parts)-1 && s.stream != signaling.Audio},
		}
		if s.reports {
			p.Captured = captured
		}
		s.take.Take(p)
	}
}

// pictureOf begins a picture of 640×360 as VP8 and its payload descriptor have it.
func pictureOf(key bool) []byte {
	if !key {
		return []byte{0x10, 0x01, 0, 0}
	}
	return []byte{0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01}
}

func begin(t *testing.T) (*Take, time.Time) {
	t.Helper()
	start := time.Unix(1_795_000_000, 0)
	take, err := Begin(filepath.Join(t.TempDir(), "recordings", "one"), start)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = take.Close() })
	return take, start
}

func TestTake_KeepsEverybodyInTime(t *testing.T) {
	take, start := begin(t)
	// Sound arrives 20 ms late and pictures 90 ms, but both say when they were captured. A second person,
	// whose clock is not known, comes in after two seconds.
	sound := &sender{take: take, lane: 3, stream: signaling.Audio, run: 1, stamp: 4_294_960_000, reports: true, late: 20 * time.Millisecond, start: start}
	camera := &sender{take: take, lane: 3, stream: signaling.Camera, run: 1, stamp: 77, reports: true, late: 90 * time.Millisecond, start: start}
	other := &sender{take: take, lane: 9, stream: signaling.Audio, run: 1, late: 30 * time.Millisecond, start: start.Add(2 * time.Second)}
	for n := range 250 { // five seconds
		sound.send(n, 20*time.Millisecond, true)
		if n%2 == 0 {
			camera.send(n/2, 40*time.Millisecond, n == 0)
		}
		if n >= 100 {
			other.send(n-100, 20*time.Millisecond, true)
		}
	}
	summary, err := take.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if len(summary.Tracks) != 3 || summary.Bytes == 0 {
		t.Fatalf("summary %+v", summary)
	}
	want := []Track{
		{Lane: 3, Stream: signaling.Audio, Frames: 250, From: 0, To: 4980 * time.Millisecond},
		{Lane: 3, Stream: signaling.Camera, Frames: 125, From: 0, To: 4960 * time.Millisecond},
		{Lane: 9, Stream: signaling.Audio, Frames: 150, From: 2030 * time.Millisecond, To: 5010 * time.Millisecond},
	}
	for i, w := range want {
		if got := summary.Tracks[i]; got != w {
			t.Errorf("track %d: %+v, want %+v", i, got, w)
		}
	}
	if left, _ := segmentsOf(filepath.Dir(summary.File)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestTake_RepairsOrderAndDropsHalfPictures(t *testing.T) {
	take, start := begin(t)
	camera := &sender{take: take, lane: 1, stream: signaling.Camera, run: 1, start: start}
	camera.send(0, 40*time.Millisecond, true)
	camera.seq++ // the first packet of a picture is lost for good
	for n := 2; n < 400; n++ {
		camera.send(n, 40*time.Millisecond, false)
	}
	camera.run, camera.stamp, camera.start = 2, 1_000_000, start.Add(20*time.Second) // another layer, another clock
	for n := range 50 {
		camera.send(n, 40*time.Millisecond, n == 0)
	}
	summary, err := take.Finish()
	if err != nil {
		t.Fatal(err)
	}
	got := summary.Tracks[0]
	if len(summary.Tracks) != 1 || got.Frames < 440 || got.Frames > 449 || got.To != 20*time.Second+49*40*time.Millisecond {
		t.Errorf("tracks %+v", summary.Tracks)
	}
}

func TestTake_SurvivesACrash(t *testing.T) {
	take, start := begin(t)
	sound := &sender{take: take, lane: 1, stream: signaling.Audio, run: 1, start: start}
	for n := range 500 {
		sound.send(n, 20*time.Millisecond, true)
	}
	if err := take.Close(); err != nil {
		t.Fatal(err)
	}
	segments, err := segmentsOf(take.dir)
	if err != nil || len(segments) == 0 {
		t.Fatal(segments, err)
	}
	info, err := os.Stat(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(segments[0], info.Size()-5); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(take.dir, FileName+".new"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	summary, err := Recover(take.dir)
	if err != nil || summary.Tracks[0].Frames != 499 {
		t.Fatalf("%+v, %v", summary, err)
	}
	again, err := Recover(take.dir)
	if err != nil || again.Bytes != summary.Bytes {
		t.Errorf("a finished recording: %+v, %v", again, err)
	}
	file, err := os.OpenFile(summary.File, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Truncate(summary.Bytes - 3); err != nil {
		t.Fatal(err)
	}
	if _, err := Recover(take.dir); !errors.Is(err, errNotWhole) {
		t.Errorf("a file that was cut off: %v", err)
	}
}

func TestTake_BytesAreThoseOnTheDisk(t *testing.T) {
	take, start := begin(t)
	if take.Bytes() != 0 {
		t.Error("bytes before there are any")
	}
	sound := &sender{take: take, lane: 1, stream: signaling.Audio, run: 1, start: start}
	for n := range 100 {
		sound.send(n, 20*time.Millisecond, true)
	}
	poll, end := time.NewTicker(10*time.Millisecond), time.After(10*time.Second)
	defer poll.Stop()
	for take.Bytes() == 0 {
		select {
		case <-poll.C:
		case <-end:
			t.Fatal("nothing reaches the disk")
		}
	}
	info, err := os.Stat(filepath.Join(take.dir, segmentName(0)))
	if err != nil || uint64(info.Size()) < take.Bytes() {
		t.Errorf("%d bytes are told, %v, %v", take.Bytes(), info.Size(), err)
	}
}

func TestSegments_StandStillWhenTheDiskFails(t *testing.T) {
	take, _ := begin(t)
	w, err := newSegments(t.TempDir(), &take.bytes)
	if err != nil {
		t.Fatal(err)
	}
	w.file.Close()
	queue := make(chan frame, 2)
	queue <- frame{data: []byte("lost")}
	queue <- frame{data: []byte("lost")}
	close(queue)
	if err := w.run(queue); err == nil || take.Bytes() != 0 {
		t.Errorf("%v, %d bytes", err, take.Bytes())
	}
}

func TestTake_NothingRecorded(t *testing.T) {
	take, _ := begin(t)
	if _, err := take.Finish(); !errors.Is(err, ErrEmpty) {
		t.Errorf("%v", err)
	}
	if _, err := Begin(take.dir, time.Now()); err == nil {
		t.Error("a second recording in the same place")
	}
}

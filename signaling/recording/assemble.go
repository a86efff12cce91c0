package recording

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"majlis/signaling"
)

// FileName is what a finished recording is called in its directory.
const FileName = "recording.webm"

// Summary says what a finished recording holds.
type Summary struct {
	File   string
	Bytes  int64
	Lasts  time.Duration
	Tracks []Track
}

// Track is one person's sound, camera or screen, from its first to its last frame.
type Track struct {
	Lane     int
	Stream   signaling.Streams
	Frames   int
	From, To time.Duration

	width, height uint16
}

// ErrEmpty says that nothing was recorded.
var ErrEmpty = errors.New("nothing was recorded")

// Recover puts the segments of a recording together, after Close or after a crash; what a crash cut
// off is left out. A recording that is finished already is read back and nothing else. ErrEmpty:
// there is nothing in it.
func Recover(dir string) (Summary, error) {
	final := filepath.Join(dir, FileName)
	segments, err := segmentsOf(dir)
	if err != nil {
		return Summary{}, fmt.Errorf("find the segments: %w", err)
	}
	if _, err := os.Stat(final); err == nil {
		return finish(dir, segments)
	}
	frames, tracks, err := index(segments)
	if err != nil {
		return Summary{}, err
	}
	if len(frames) == 0 {
		return Summary{}, ErrEmpty
	}
	order(frames)
	if err := write(final+".new", segments, frames, tracks); err != nil {
		return Summary{}, err
	}
	if _, err := check(final+".new", len(frames)); err != nil {
		return Summary{}, err
	}
	if err := os.Rename(final+".new", final); err != nil {
		return Summary{}, fmt.Errorf("name the recording: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return Summary{}, err
	}
	return finish(dir, segments)
}

// finish reads a whole recording back and removes what it was made of.
func finish(dir string, segments []string) (Summary, error) {
	s, err := check(filepath.Join(dir, FileName), -1)
	if err != nil {
		return s, err
	}
	for _, segment := range segments {
		if err := os.Remove(segment); err != nil {
			return s, fmt.Errorf("remove a segment: %w", err)
		}
	}
	return s, nil
}

// entry is where a frame lies, and when it is to be shown.
type entry struct {
	frame   // without its data
	segment int
	at      int64 // in the segment, of the data
	size    int
	rank    int // among the frames of its track
	when    time.Duration
}

// index lists the frames of all segments and the tracks they belong to.
func index(segments []string) ([]entry, []Track, error) {
	var frames []entry
	byTrack := map[track]*Track{}
	for n, name := range segments {
		file, err := os.Open(name)
		if err != nil {
			return nil, nil, fmt.Errorf("open a segment: %w", err)
		}
		frames, err = indexSegment(bufio.NewReaderSize(file, 1<<20), n, frames, byTrack)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
		}
	}
	tracks := make([]Track, 0, len(byTrack))
	for _, t := range byTrack {
		tracks = append(tracks, *t)
	}
	slices.SortFunc(tracks, func(a, b Track) int {
		return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Stream, b.Stream))
	})
	return frames, tracks, nil
}

func indexSegment(r *bufio.Reader, n int, frames []entry, tracks map[track]*Track) ([]entry, error) {
	var at int64
	for {
		f, err := readFrame(r, true)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return frames, nil // the end, or where a crash cut it off
		case err != nil:
			return frames, err
		}
		t := tracks[f.track]
		if t == nil {
			t = &Track{Lane: f.track.lane, Stream: f.track.stream}
			tracks[f.track] = t
		}
		t.Frames++
		if f.key && f.track.stream != signaling.Audio {
			width, height := size(f.data)
			t.width, t.height = max(t.width, width), max(t.height, height)
		}
		size := len(f.data)
		f.data = nil
		frames = append(frames, entry{frame: f, segment: n, at: at + headSize, size: size, rank: t.Frames})
		at += int64(headSize + size)
	}
}

// size reads a picture's size from a key frame (RFC 6386 section 9.1).
func size(key []byte) (width, height uint16) {
	if len(key) < 10 {
		return 0, 0
	}
	return binary.LittleEndian.Uint16(key[6:]) & 0x3fff, binary.LittleEndian.Uint16(key[8:]) & 0x3fff
}

// order gives every frame its time and sorts by it. Within a run the sender's clock rules; where its
// beginning lies is said by the sender's reports, or else by the packet that travelled fastest.
func order(frames []entry) {
	type flow struct {
		track track
		run   uint32
	}
	flows := map[flow][]int{}
	for i := range frames {
		f := flow{frames[i].track, frames[i].run}
		flows[f] = append(flows[f], i)
	}
	for _, members := range flows {
		place(frames, members)
	}
	slices.SortFunc(frames, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.when, b.when), cmp.Compare(a.track.lane, b.track.lane), cmp.Compare(a.track.stream, b.track.stream), cmp.Compare(a.rank, b.rank))
	})
	// A track's frames keep their order even where one run overlaps the next.
	newest := map[track]time.Duration{}
	for i := range frames {
		f := &frames[i]
		f.when = max(f.when, newest[f.track])
		newest[f.track] = f.when
	}
}

// place sets the times of one run.
func place(frames []entry, members []int) {
	first := frames[members[0]].stamp
	var known, guessed []time.Duration
	since := func(i int) time.Duration {
		return time.Duration(int64(int32(frames[i].stamp-first)) * int64(time.Second) / rate(frames[i].track.stream))
	}
	for _, i := range members {
		if frames[i].known {
			known = append(known, frames[i].captured-since(i))
		}
		guessed = append(guessed, frames[i].arrived-since(i))
	}
	begin := slices.Min(guessed)
	if len(known) > 0 {
		slices.Sort(known)
		begin = known[len(known)/2]
	}
	for _, i := range members {
		frames[i].when = max(0, begin+since(i))
	}
}

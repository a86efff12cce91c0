package sfu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"majlis/signaling"
)

// shape is what an offer's media sections are: three that send, then pairs that receive, then
// perhaps one more for a screen (docs/protocol.md, "Lanes").
type shape struct {
	mids    [3]string // microphone, camera, screen
	layered bool      // the camera is sent in layers
	pairs   int
	screen  bool // the offer can receive a screen
}

// extensions are the ids of header extensions in the offer; 0: not offered. All sections are bundled,
// so an id means the same in each (RFC 8843 section 9.2).
type extensions struct {
	mid, rid, repaired, wide uint8
}

// source is what an offer says of an SSRC.
type source struct {
	section int // microphone, camera, screen
	layer   int
	repair  bool
}

// read parses an offer and refuses one that is not laid out as the protocol says.
func read(offer string) (*sdp.SessionDescription, shape, error) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(offer); err != nil {
		return nil, shape{}, refuse("not SDP")
	}
	s, err := shapeOf(d.MediaDescriptions)
	return &d, s, err
}

func shapeOf(sections []*sdp.MediaDescription) (shape, error) {
	var s shape
	sending := [3]string{"audio", "video", "video"}
	if len(sections) < len(sending) {
		return s, refuse("too few media sections")
	}
	for i, kind := range sending {
		mid, ok := sections[i].Attribute("mid")
		if !ok || !is(sections[i], kind, "sendonly") {
			return s, refuse(fmt.Sprintf("media section %d is not %s sendonly", i, kind))
		}
		s.mids[i] = mid
	}
	_, s.layered = sections[camera].Attribute("simulcast")
	receiving := sections[len(sending):]
	s.pairs, s.screen = len(receiving)/2, len(receiving)%2 == 1
	if s.pairs > signaling.ScreenLane {
		return s, refuse("too many lanes")
	}
	for i, section := range receiving {
		kind := [2]string{"audio", "video"}[i%2]
		if s.screen && i == len(receiving)-1 {
			kind = "video"
		}
		if !is(section, kind, "recvonly") {
			return s, refuse(fmt.Sprintf("media section %d is not %s recvonly", i+len(sending), kind))
		}
	}
	return s, nil
}

// extensionsOf reads the ids of the sections that send.
func extensionsOf(sections []*sdp.MediaDescription) extensions {
	var ids extensions
	for _, section := range sections[:len(shape{}.mids)] {
		for _, a := range section.Attributes {
			if a.Key != "extmap" {
				continue
			}
			number, uri, _ := strings.Cut(a.Value, " ")
			number, _, _ = strings.Cut(number, "/")
			uri, _, _ = strings.Cut(uri, " ")
			id, err := strconv.ParseUint(number, 10, 8)
			if err != nil {
				continue
			}
			switch uri {
			case sdp.SDESMidURI:
				ids.mid = uint8(id)
			case sdp.SDESRTPStreamIDURI:
				ids.rid = uint8(id)
			case sdp.SDESRepairRTPStreamIDURI:
				ids.repaired = uint8(id)
			case sdp.TransportCCURI:
				ids.wide = uint8(id)
			}
		}
	}
	return ids
}

// sourcesOf reads the SSRCs that are named in the offer (RFC 5576), for clients whose packets do not
// say to which section they belong.
func sourcesOf(sections []*sdp.MediaDescription) map[uint32]source {
	all := map[uint32]source{}
	for i, section := range sections[:len(shape{}.mids)] {
		for _, a := range section.Attributes {
			words := strings.Fields(a.Value)
			switch {
			case a.Key == "ssrc" && len(words) > 0:
				if ssrc, err := strconv.ParseUint(words[0], 10, 32); err == nil {
					if _, known := all[uint32(ssrc)]; !known {
						all[uint32(ssrc)] = source{section: i}
					}
				}
			case a.Key == "ssrc-group" && len(words) == 3 && words[0] == "FID":
				if ssrc, err := strconv.ParseUint(words[2], 10, 32); err == nil {
					all[uint32(ssrc)] = source{section: i, repair: true}
				}
			}
		}
	}
	return all
}

// sectionFormats are the payload types that the sections of an offer name, by mid.
type sectionFormats map[string][]string

func sectionFormatsOf(sections []*sdp.MediaDescription) sectionFormats {
	all := sectionFormats{}
	for _, section := range sections {
		if mid, ok := section.Attribute("mid"); ok {
			all[mid] = section.MediaName.Formats
		}
	}
	return all
}

// of leaves the codecs of the section.
func (s sectionFormats) of(mid string, codecs []webrtc.RTPCodecParameters) []webrtc.RTPCodecParameters {
	return slices.DeleteFunc(slices.Clone(codecs), func(c webrtc.RTPCodecParameters) bool {
		return !slices.Contains(s[mid], strconv.Itoa(int(c.PayloadType)))
	})
}

func is(m *sdp.MediaDescription, kind, direction string) bool {
	_, ok := m.Attribute(direction)
	return ok && m.MediaName.Media == kind
}

func refuse(why string) error {
	return fmt.Errorf("%w: %s", signaling.ErrOffer, why)
}

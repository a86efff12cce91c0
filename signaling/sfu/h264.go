package sfu

import (
	"slices"
	"strings"

	"github.com/pion/sdp/v3"
)

// offersH264 tells whether a section names the H.264 that is taken (RFC 6184 section 8.1): constrained
// baseline, in fragments.
func offersH264(section *sdp.MediaDescription) bool {
	return slices.ContainsFunc(section.Attributes, func(a sdp.Attribute) bool {
		value := strings.ToLower(a.Value)
		return a.Key == "fmtp" && strings.Contains(value, "profile-level-id=42e0") && strings.Contains(value, "packetization-mode=1")
	})
}

// readH264 tells whether a payload begins a key frame (RFC 6184 section 5.2): a sequence parameter
// set, which a key frame follows at once, or an IDR slice that comes without one.
func readH264(p []byte) picture {
	const idr, sps, aggregate, fragment = 5, 7, 24, 28
	if len(p) < 2 {
		return picture{}
	}
	var key bool
	switch p[0] & 0x1f {
	case idr, sps:
		key = true
	case aggregate:
		for rest := p[1:]; len(rest) > 2; {
			length := int(rest[0])<<8 | int(rest[1])
			kind := rest[2] & 0x1f
			key = key || kind == idr || kind == sps
			if length == 0 || len(rest) < 2+length {
				break
			}
			rest = rest[2+length:]
		}
	case fragment:
		key = p[1]&0x80 != 0 && p[1]&0x1f == idr
	}
	return picture{first: key, key: key}
}

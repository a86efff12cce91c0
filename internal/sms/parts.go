// Package sms sends text messages and knows how long they are.
package sms

import "strings"

// The lengths of one message alone and of each part of a longer one, in units of the
// encoding (GSM 03.38 and 03.40): seven-bit characters, or UTF-16 units.
const (
	gsmAlone, gsmPart   = 160, 153
	ucs2Alone, ucs2Part = 70, 67
)

// gsmBasic takes one unit each, gsmExtended two.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Length tells how a text travels.
type Length struct {
	UCS2  bool // one letter outside the seven-bit alphabet turns the whole text
	Units int
	Parts int
}

// Measure counts the units and parts of a text as a handset network does. A pair of
// units is never cut between two parts, so a part may end one unit early.
func Measure(text string) Length {
	if units, ok := gsmUnits(text); ok {
		return Length{Units: total(units), Parts: parts(units, gsmAlone, gsmPart)}
	}
	units := ucs2Units(text)
	return Length{UCS2: true, Units: total(units), Parts: parts(units, ucs2Alone, ucs2Part)}
}

func gsmUnits(text string) (units []int, ok bool) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			units = append(units, 1)
		case strings.ContainsRune(gsmExtended, r):
			units = append(units, 2)
		default:
			return nil, false
		}
	}
	return units, true
}

func ucs2Units(text string) []int {
	var units []int
	for _, r := range text {
		if r > 0xFFFF {
			units = append(units, 2)
		} else {
			units = append(units, 1)
		}
	}
	return units
}

func total(units []int) int {
	sum := 0
	for _, u := range units {
		sum += u
	}
	return sum
}

func parts(units []int, alone, part int) int {
	if total(units) <= alone {
		return 1
	}
	count, room := 1, part
	for _, u := range units {
		if u > room {
			count, room = count+1, part
		}
		room -= u
	}
	return count
}

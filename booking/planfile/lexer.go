package planfile

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"majlis/booking/allocation"
)

// invalid is what every reading method returns; its place is relative to the
// value being read, and grows outwards as it is returned.
type invalid = *allocation.InvalidError

// decoder reads one JSON document front to back, straight into typed values.
// It is stricter than encoding/json and never builds a tree.
type decoder struct {
	data  []byte
	pos   int
	words map[string]string // strings that recur, kept once
}

func newDecoder(r io.Reader) (*decoder, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return &decoder{data: data, words: map[string]string{}}, nil
}

// fail reports a fault at the present position.
func (d *decoder) fail(format string, args ...any) invalid {
	line := 1 + bytes.Count(d.data[:min(d.pos, len(d.data))], []byte{'\n'})
	return &allocation.InvalidError{Fault: fmt.Sprintf(format, args...) + fmt.Sprintf(" (line %d)", line)}
}

// expected reports that something else stands where what was expected.
func (d *decoder) expected(what string) invalid {
	d.skipSpace()
	if d.pos >= len(d.data) {
		return d.fail("expected %s, found the end of the file", what)
	}
	r, _ := utf8.DecodeRune(d.data[d.pos:])
	return d.fail("expected %s, found %q", what, r)
}

func (d *decoder) skipSpace() {
	for d.pos < len(d.data) {
		switch d.data[d.pos] {
		case ' ', '\t', '\r', '\n':
			d.pos++
		default:
			return
		}
	}
}

// eat consumes the character c if it comes next.
func (d *decoder) eat(c byte) bool {
	d.skipSpace()
	if d.pos < len(d.data) && d.data[d.pos] == c {
		d.pos++
		return true
	}
	return false
}

// end refuses anything but space after the document.
func (d *decoder) end() invalid {
	d.skipSpace()
	if d.pos < len(d.data) {
		return d.expected("nothing after the document")
	}
	return nil
}

// object reads an object whose keys are among the given (at most 32), calling
// visit to read each value.
func (d *decoder) object(keys []string, visit func(key string) invalid) invalid {
	var seen uint32
	guess := 0 // files tend to keep the keys in one order
	return d.members(func(name []byte) invalid {
		i := indexKey(keys, name, guess)
		if i < 0 {
			return d.fail("unknown key %q", name)
		}
		if seen&(1<<i) != 0 {
			return d.fail("repeated key").Within(keys[i])
		}
		seen |= 1 << i
		guess = i + 1
		return visit(keys[i]).Within(keys[i])
	})
}

func indexKey(keys []string, name []byte, guess int) int {
	if guess < len(keys) && keys[guess] == string(name) {
		return guess
	}
	for i, key := range keys {
		if key == string(name) {
			return i
		}
	}
	return -1
}

// members reads an object with any keys. It calls visit once the colon is
// past, to read the value; name is valid until then.
func (d *decoder) members(visit func(name []byte) invalid) invalid {
	if !d.eat('{') {
		return d.expected("an object")
	}
	if d.eat('}') {
		return nil
	}
	for {
		name, err := d.text("a key")
		if err != nil {
			return err
		}
		if !d.eat(':') {
			return d.expected("a colon")
		}
		if err := visit(name); err != nil {
			return err
		}
		if d.eat('}') {
			return nil
		}
		if !d.eat(',') {
			return d.expected("a comma or }")
		}
	}
}

// array reads an array, calling visit to read each element.
func (d *decoder) array(visit func() invalid) invalid {
	if !d.eat('[') {
		return d.expected("an array")
	}
	if d.eat(']') {
		return nil
	}
	for i := 0; ; i++ {
		if err := visit(); err != nil {
			return err.Within("[" + strconv.Itoa(i) + "]")
		}
		if d.eat(']') {
			return nil
		}
		if !d.eat(',') {
			return d.expected("a comma or ]")
		}
	}
}

// text reads a string and returns its bytes, which may lie in the document.
func (d *decoder) text(what string) ([]byte, invalid) {
	if !d.eat('"') {
		return nil, d.expected(what)
	}
	start, ascii := d.pos, true
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; {
		case c == '"':
			raw := d.data[start:d.pos]
			if !ascii && !utf8.Valid(raw) {
				return nil, d.fail("invalid UTF-8")
			}
			d.pos++
			return raw, nil
		case c == '\\':
			return d.escapedText(start)
		case c < ' ':
			return nil, d.fail("control character %#x in a string", c)
		case c >= utf8.RuneSelf:
			ascii = false
		}
		d.pos++
	}
	return nil, d.fail("a string without an end")
}

// escapedText goes on reading a string, begun at start, at its first escape.
func (d *decoder) escapedText(start int) ([]byte, invalid) {
	text := bytes.Clone(d.data[start:d.pos])
	for d.pos < len(d.data) {
		c := d.data[d.pos]
		switch {
		case c == '"':
			if !utf8.Valid(text) {
				return nil, d.fail("invalid UTF-8")
			}
			d.pos++
			return text, nil
		case c < ' ':
			return nil, d.fail("control character %#x in a string", c)
		case c != '\\':
			text = append(text, c)
			d.pos++
		default:
			r, err := d.escape()
			if err != nil {
				return nil, err
			}
			text = utf8.AppendRune(text, r)
		}
	}
	return nil, d.fail("a string without an end")
}

// escape reads one escape sequence.
func (d *decoder) escape() (rune, invalid) {
	if d.pos+1 >= len(d.data) {
		return 0, d.fail("a string without an end")
	}
	c := d.data[d.pos+1]
	if c == 'u' {
		return d.unicodeEscape()
	}
	from, to := `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	i := bytes.IndexByte([]byte(from), c)
	if i < 0 {
		return 0, d.fail(`unknown escape \%c`, c)
	}
	d.pos += 2
	return rune(to[i]), nil
}

// unicodeEscape reads \uXXXX, or two of them where they are a surrogate pair.
func (d *decoder) unicodeEscape() (rune, invalid) {
	r, ok := d.hex4(d.pos)
	if !ok {
		return 0, d.fail(`bad \u escape`)
	}
	if !utf16.IsSurrogate(r) {
		d.pos += 6
		return r, nil
	}
	low, ok := d.hex4(d.pos + 6)
	if r = utf16.DecodeRune(r, low); !ok || r == utf8.RuneError {
		return 0, d.fail("half a surrogate pair")
	}
	d.pos += 12
	return r, nil
}

// hex4 reads the \uXXXX at position i without consuming it.
func (d *decoder) hex4(i int) (rune, bool) {
	if i+6 > len(d.data) || d.data[i] != '\\' || d.data[i+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(d.data[i+2:i+6]), 16, 16)
	return rune(n), err == nil
}

// number reads a number and returns it as written.
func (d *decoder) number() (string, invalid) {
	d.skipSpace()
	start := d.pos
	for d.pos < len(d.data) && bytes.IndexByte([]byte("+-.0123456789eE"), d.data[d.pos]) >= 0 {
		d.pos++
	}
	if start == d.pos {
		return "", d.expected("a number")
	}
	return string(d.data[start:d.pos]), nil
}

// boolean reads true or false.
func (d *decoder) boolean(to *bool) invalid {
	d.skipSpace()
	for _, value := range []bool{true, false} {
		if word := strconv.FormatBool(value); bytes.HasPrefix(d.data[d.pos:], []byte(word)) {
			d.pos += len(word)
			*to = value
			return nil
		}
	}
	return d.expected("true or false")
}

// finish ends the reading of a document that said to be of the given version.
func (d *decoder) finish(err invalid, said int) invalid {
	if err == nil {
		err = d.end()
	}
	if err == nil && said != version {
		err = &allocation.InvalidError{Place: "version", Fault: fmt.Sprintf("%d is not a version this program knows", said)}
	}
	return err
}

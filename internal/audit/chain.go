package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Hash is one link of the chain.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Stored is an entry as the database holds it.
type Stored struct {
	ID int64
	Entry
}

// Link is a sealed entry: the Position-th of the chain, from 1.
type Link struct {
	Position int64
	Hash     Hash
	Stored
}

// Next is the hash of an entry that follows before. It is SHA-256 over the previous hash
// and then, each with its length before it as eight bytes, big-endian: the entry's
// number, its time in UTC to the microsecond, and its fields in the order of Entry. The
// first entry follows the zero hash.
func Next(before Hash, entry Stored) Hash {
	sum := sha256.New()
	sum.Write(before[:])
	var number [8]byte
	write := func(field []byte) {
		binary.BigEndian.PutUint64(number[:], uint64(len(field)))
		sum.Write(number[:])
		sum.Write(field)
	}
	writeNumber := func(n int64) {
		write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	writeRef := func(r Ref) {
		write([]byte(r.Kind))
		writeNumber(r.ID)
		write([]byte(r.Name))
	}
	writeNumber(entry.ID)
	write([]byte(entry.At.UTC().Format("2006-01-02T15:04:05.000000Z07:00")))
	writeRef(entry.Actor)
	write([]byte(entry.Action))
	writeRef(entry.Subject)
	write([]byte(entry.Reason))
	write([]byte(entry.From))
	return Hash(sum.Sum(nil))
}

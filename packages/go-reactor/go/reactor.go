// Package reactor makes a Go program answer requests from the host of its WebAssembly module: the host writes a request into
// memory, calls answer, and reads the response.
//
// A request is a sequence of byte strings, each after its length (four bytes, little-endian).
package reactor

import (
	"encoding/binary"
	"errors"
	"unsafe"
)

// Kept in variables so that the garbage collector leaves them alone while the host uses them.
var request, response []byte

var respond func(parts [][]byte) []byte

// Serve says what answers requests. It is called when the program starts, by an init function: a reactor's main never runs.
func Serve(answer func(parts [][]byte) []byte) { respond = answer }

// allocate makes room for a request and returns its address.
//
//go:wasmexport allocate
func allocate(size uint32) unsafe.Pointer {
	request = make([]byte, size)
	return unsafe.Pointer(unsafe.SliceData(request))
}

// answer answers the request and returns the response's length. A request that is cut off has no parts.
//
//go:wasmexport answer
func answer() uint32 {
	parts, err := split(request)
	request = nil
	if err != nil {
		parts = nil
	}
	response = respond(parts)
	return uint32(len(response))
}

// result returns the response's address.
//
//go:wasmexport result
func result() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(response))
}

func split(data []byte) ([][]byte, error) {
	var parts [][]byte
	for len(data) > 0 {
		if len(data) < 4 {
			return nil, errors.New("the request ends inside a length")
		}
		end := 4 + uint64(binary.LittleEndian.Uint32(data))
		if end > uint64(len(data)) {
			return nil, errors.New("the request ends inside a byte string")
		}
		parts = append(parts, data[4:end:end])
		data = data[end:]
	}
	return parts, nil
}

// kubeconform as a WebAssembly reactor: the host writes a request into memory, calls validate, and reads the
// response. The schemas lie in the folder that the host mounts at /schemas.
//
// A request is a sequence of byte strings, each after its length (four bytes, little-endian): the options as JSON,
// then one document each. The response is a JSON array with one verdict per document, in the same order.
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"unsafe"
)

func main() {} // a reactor's main never runs

// Kept in variables so that the garbage collector leaves them alone while the host uses them.
var request, response []byte

// allocate makes room for a request and returns its address.
//
//go:wasmexport allocate
func allocate(size uint32) unsafe.Pointer {
	request = make([]byte, size)
	return unsafe.Pointer(unsafe.SliceData(request))
}

// validate answers the request and returns the response's length.
//
//go:wasmexport validate
func validate() uint32 {
	verdicts, err := answer(request)
	request = nil
	if err == nil {
		response, err = json.Marshal(verdicts)
	}
	if err != nil {
		response, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return uint32(len(response))
}

// result returns the response's address.
//
//go:wasmexport result
func result() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(response))
}

func answer(request []byte) ([]verdict, error) {
	encoded, rest, err := next(request)
	if err != nil {
		return nil, err
	}
	judge, err := judgeFor(string(encoded))
	if err != nil {
		return nil, err
	}
	verdicts := []verdict{}
	for len(rest) > 0 {
		var document []byte
		if document, rest, err = next(rest); err != nil {
			return nil, err
		}
		verdicts = append(verdicts, judge.verdict(document))
	}
	return verdicts, nil
}

func next(data []byte) (head, rest []byte, err error) {
	if len(data) < 4 {
		return nil, nil, errors.New("the request ends inside a length")
	}
	end := 4 + uint64(binary.LittleEndian.Uint32(data))
	if end > uint64(len(data)) {
		return nil, nil, errors.New("the request ends inside a byte string")
	}
	return data[4:end], data[end:], nil
}

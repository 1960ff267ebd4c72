#!/bin/sh
# Makes the schemas beside this folder anew. Run by hand after a version in go.mod has changed; it needs Go and the
# module proxy, a few minutes with empty caches, seconds afterwards.
set -eu
cd "$(dirname "$0")"
GOFLAGS=-buildvcs=false GOWORK=off GOPROXY="${GOPROXY:-https://proxy.golang.org}" nice -n 10 go run . ..

module go-reactor

go 1.26.0

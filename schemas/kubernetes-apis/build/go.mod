module espalier/kubernetes-apis

go 1.26

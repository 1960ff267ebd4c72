// The CNCF's registry with what the tests need of it: files as storage, and both ways to sign in. Its own main package
// links the clients of four clouds besides.
package main

import (
	"fmt"
	"os"

	"github.com/distribution/distribution/v3/registry"
	_ "github.com/distribution/distribution/v3/registry/auth/htpasswd"
	_ "github.com/distribution/distribution/v3/registry/auth/token"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
	"golang.org/x/crypto/bcrypt"
)

func main() {
	// The only kind of hash that the registry takes in its htpasswd file.
	if len(os.Args) == 3 && os.Args[1] == "bcrypt" {
		hash, err := bcrypt.GenerateFromPassword([]byte(os.Args[2]), bcrypt.MinCost)
		if err != nil {
			panic(err)
		}
		fmt.Print(string(hash))
		return
	}
	if registry.RootCmd.Execute() != nil {
		os.Exit(1)
	}
}

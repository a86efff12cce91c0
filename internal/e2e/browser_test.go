package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

const root = "../.."

// runBrowser runs a TypeScript journey that lies beside this file, under node with
// Playwright and the machine's Chromium, and fails the test with what the journey says.
// The script reads env by harness.ts's setting function.
func runBrowser(t *testing.T, script string, env map[string]string) {
	t.Helper()
	if err := browse(t, script, env); err != nil {
		t.Fatalf("%s: %v", script, err)
	}
}

// browse is runBrowser that gives the failure back.
func browse(t *testing.T, script string, env map[string]string) error {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return errors.New("there is no chromium on the PATH: run `internal/tools/setup.sh browser`")
	}
	shots := absolute(t, filepath.Join(root, "screenshots"))
	if err := os.MkdirAll(shots, 0o755); err != nil {
		return err
	}
	settings := map[string]string{
		"NODE_PATH":          absolute(t, filepath.Join(root, "web", "node_modules")),
		"MAJLIS_CHROMIUM":    chromium,
		"MAJLIS_SCREENSHOTS": shots,
	}
	maps.Copy(settings, env)
	bundle := filepath.Join(t.TempDir(), strings.TrimSuffix(script, ".ts")+".cjs")
	err = bundleFor(api.BuildOptions{
		EntryPoints: []string{script},
		Outfile:     bundle,
		Format:      api.FormatCommonJS,
		External:    []string{"playwright-core", "axe-core", "puppeteer-core"},
	})
	if err != nil {
		return err
	}
	return runNode(t, settings, "--enable-source-maps", bundle)
}

// bundleFor bundles TypeScript to be run by node.
func bundleFor(options api.BuildOptions) error {
	options.Bundle, options.Write = true, true
	options.Platform, options.Target = api.PlatformNode, api.ES2023
	options.Sourcemap = api.SourceMapInline
	options.Charset = api.CharsetUTF8
	options.LogLevel = api.LogLevelSilent
	result := api.Build(options)
	var wrong []error
	for _, text := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{Kind: api.ErrorMessage}) {
		wrong = append(wrong, errors.New(text))
	}
	return errors.Join(wrong...)
}

// runNode runs node to its end, logging what it writes as it writes it. What it wrote to
// standard error is the error's text. Node dies with this process, and Chromium, which
// holds a pipe to it, with node.
func runNode(t *testing.T, env map[string]string, args ...string) error {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", args...)
	cmd.Env = os.Environ()
	for _, name := range slices.Sorted(maps.Keys(env)) {
		cmd.Env = append(cmd.Env, name+"="+env[name])
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = 5 * time.Second
	// Pipes of ours rather than StdoutPipe's: Wait closes those under their reader.
	var complaint bytes.Buffer
	said, says := io.Pipe()
	cmd.Stdout, cmd.Stderr = says, &complaint
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			t.Log(lines.Text())
		}
		io.Copy(io.Discard, said) // a line too long to scan must not block node
	})
	ended := make(chan error)
	go func() {
		runtime.LockOSThread() // the kernel kills node when this thread ends
		ended <- cmd.Run()
	}()
	err := <-ended
	says.Close()
	reading.Wait()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) && complaint.Len() > 0 {
		return errors.New(strings.TrimSpace(complaint.String()))
	}
	return err
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	full, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

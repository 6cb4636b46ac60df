// Reads texts as the Go libraries do: one JSON object {"format", "text"} a line in, one {reader: value or null} a line out.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	compose "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/joho/godotenv"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"
)

type reader func(string) (any, error)

var formats = map[string]map[string]reader{
	"yaml": {
		"yaml.v2":         func(text string) (any, error) { return all(yaml2.NewDecoder(strings.NewReader(text))) },
		"yaml.v3":         func(text string) (any, error) { return all(yaml3.NewDecoder(strings.NewReader(text))) },
		"sigs.k8s.io":     readSigs,
		"yaml.v2, texts":  func(text string) (any, error) { return texts(yaml2.Unmarshal, text) },
		"yaml.v3, texts":  func(text string) (any, error) { return texts(yaml3.Unmarshal, text) },
		"yaml.v2, struct": fields(yaml2.Unmarshal),
		"yaml.v3, struct": fields(yaml3.Unmarshal),
	},
	"json": {
		"encoding/json": readJSON(false),
		"json.Number":   readJSON(true),
		"a struct": func(text string) (any, error) {
			var value struct{ Model, Ab, Name string }
			err := json.Unmarshal([]byte(text), &value)
			return fmt.Sprintf("%q", value), err
		},
	},
	"toml": {"BurntSushi/toml": func(text string) (any, error) {
		var value map[string]any
		_, err := toml.Decode(text, &value)
		return value, err
	}},
	"dotenv": {
		"godotenv": func(text string) (any, error) { return godotenv.Unmarshal(text) },
		"compose": func(text string) (any, error) {
			return compose.ParseWithLookup(strings.NewReader(text), func(string) (string, bool) { return "", false })
		},
	},
}

type decoder interface{ Decode(any) error }

func all(from decoder) (any, error) {
	var documents []any
	for {
		var value any
		err := from.Decode(&value)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, value)
	}
}

// texts reads what a program with fields of type string reads.
func texts(unmarshal func([]byte, any) error, text string) (any, error) {
	var flat map[string]string
	if unmarshal([]byte(text), &flat) == nil {
		return flat, nil
	}
	var deep map[string]map[string]string
	if unmarshal([]byte(text), &deep) == nil {
		return deep, nil
	}
	return "neither", nil
}

// fields reads into a struct, as a program with a configuration of its own does: what is merged is added to what is there.
func fields(unmarshal func([]byte, any) error) reader {
	return func(text string) (any, error) {
		type part struct {
			Ab, Cd map[string]any
		}
		var value struct{ X, Z, M part }
		err := unmarshal([]byte(text), &value)
		return []any{value.X.Ab, value.X.Cd, value.Z.Ab, value.Z.Cd, value.M.Ab, value.M.Cd}, err
	}
}

func readSigs(text string) (any, error) {
	data, err := sigs.YAMLToJSON([]byte(text))
	return string(data), err
}

func readJSON(numbers bool) reader {
	return func(text string) (any, error) {
		var value any
		from := json.NewDecoder(strings.NewReader(text))
		if numbers {
			from.UseNumber()
		}
		if err := from.Decode(&value); err != nil {
			return nil, err
		}
		if _, err := from.Token(); !errors.Is(err, io.EOF) {
			return nil, errors.New("text after the value")
		}
		return value, nil
	}
}

func shown(value any) string {
	switch v := value.(type) {
	case nil:
		return "nil"
	case string:
		return strconv.QuoteToASCII(v)
	case float64:
		return "float " + strconv.FormatFloat(v, 'g', -1, 64) + strconv.FormatBool(math.Signbit(v))
	case time.Time:
		return "time " + v.Format(time.RFC3339Nano) + v.Location().String()
	case []any:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = shown(part)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		return pairs(v)
	case map[any]any:
		return pairs(v)
	case map[string]string:
		return pairs(v)
	case map[string]map[string]string:
		return pairs(v)
	case []map[string]any:
		parts := make([]string, len(v))
		for i, part := range v {
			parts[i] = shown(part)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprintf("%T %v", value, value)
}

func pairs[K comparable, V any](of map[K]V) string {
	found := make([]string, 0, len(of))
	for key, value := range of {
		found = append(found, shown(key)+": "+shown(value))
	}
	sort.Strings(found)
	return "{" + strings.Join(found, ", ") + "}"
}

// safely is the answer of a reader, or none where it errs or panics.
func safely(read reader, text string) (answer any) {
	defer func() {
		if recover() != nil {
			answer = nil
		}
	}()
	value, err := read(text)
	if err != nil {
		return nil
	}
	return shown(value)
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var asked struct{ Format, Text string }
			if err := json.Unmarshal(line, &asked); err != nil {
				panic(err)
			}
			answers := map[string]any{}
			for name, read := range formats[asked.Format] {
				answers[name] = safely(read, asked.Text)
			}
			data, _ := json.Marshal(answers)
			out.Write(append(data, '\n'))
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

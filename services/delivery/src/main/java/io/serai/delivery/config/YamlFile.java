package io.serai.delivery.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML file read as nodes, so that every value knows its line. */
final class YamlFile {

    private static final int MAX_DEPTH = 20;

    private final String file;

    private YamlFile(String file) {
        this.file = file;
    }

    /** What the file has under {@code serai:}; nothing where there is no file, or nothing in it. */
    static Optional<Value.Mapping> read(Path path, FileTexts texts) {
        String text;
        try {
            text = texts.read(path);
        } catch (java.nio.file.NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException noText) {
            throw new ConfigurationException("the file is not UTF-8 text", new Place(path.toString(), 0), "");
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    "the file cannot be read: " + unreadable, new Place(path.toString(), 0), "");
        }
        return new YamlFile(path.toString()).parse(text);
    }

    private Optional<Value.Mapping> parse(String text) {
        Optional<Node> root = compose(text);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Value.Mapping top = value(root.get(), "", 0).asMapping("the file");
        top.allowOnly("the file", java.util.Set.of("serai"));
        return Optional.ofNullable(top.entries().get("serai")).map(serai -> serai.asMapping("serai"));
    }

    private Optional<Node> compose(String text) {
        try {
            return Optional.ofNullable(
                    new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text)));
        } catch (MarkedYAMLException mistake) {
            int line = mistake.getProblemMark() == null
                    ? 0
                    : mistake.getProblemMark().getLine() + 1;
            throw new ConfigurationException("the file is no YAML: " + mistake.getProblem(), new Place(file, line), "");
        } catch (YAMLException mistake) {
            throw new ConfigurationException("the file is no YAML: " + mistake.getMessage(), new Place(file, 0), "");
        }
    }

    private Value value(Node node, String key, int depth) {
        Place place = place(node);
        if (depth > MAX_DEPTH) {
            throw new ConfigurationException(
                    "'" + key + "' is nested more than " + MAX_DEPTH + " deep; does an alias contain itself?",
                    place,
                    key);
        }
        if (node instanceof MappingNode mapping) {
            return new Value.Mapping(place, key, entries(mapping, key, depth));
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, key + "[" + items.size() + "]", depth + 1));
            }
            return new Value.Sequence(place, key, items);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Value.Scalar(place, key, scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue());
    }

    private Map<String, Value> entries(MappingNode mapping, String key, int depth) {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = place(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw new ConfigurationException("a key of '" + key + "' is no text", place, key);
            }
            String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
            Value value = value(tuple.getValueNode(), path, depth + 1);
            Value before = entries.put(name.getValue(), value);
            if (before != null) {
                throw new ConfigurationException(
                        "'" + path + "' is there twice, first in line "
                                + before.place().line() + "; keep one",
                        place,
                        path);
            }
        }
        return entries;
    }

    private Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }
}

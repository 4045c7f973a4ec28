package io.serai.hub.runtime;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
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

/**
 * One {@code *.camel.yaml}, as far as it can be read without Camel.
 *
 * @param path for messages
 * @param routes the lines of its routes, by id
 * @param beans the names of its beans
 * @param shared it holds what routes of other files may use: beans, templates, configurations
 */
record CamelFile(
        String name, Path path, String text, SortedMap<String, Integer> routes, Set<String> beans, boolean shared) {

    /** With their spelling in either case of the YAML DSL. */
    private static final Set<String> SHARED = Set.of(
            "beans",
            "routeTemplate",
            "route-template",
            "routeConfiguration",
            "route-configuration",
            "restConfiguration",
            "rest-configuration",
            "dataFormats",
            "data-formats");

    /**
     * Reads a file.
     *
     * @throws RouteFileException where it is no YAML, or a route of it has no id of its own
     */
    static CamelFile read(RoutesSnapshot snapshot, String name) {
        Path path = snapshot.path(name);
        String text;
        try {
            text = snapshot.read(path);
        } catch (CharacterCodingException noText) {
            throw new RouteFileException(path, 0, "", "the file is not UTF-8 text; save it as such", noText);
        } catch (IOException unreadable) {
            throw new RouteFileException(path, 0, "", "the file cannot be read: " + unreadable, unreadable);
        }
        SortedMap<String, Integer> routes = new TreeMap<>();
        Set<String> beans = new TreeSet<>();
        boolean shared = false;
        if (compose(path, text) instanceof SequenceNode roots) {
            for (Node root : roots.getValue()) {
                if (root instanceof MappingNode mapping) {
                    for (NodeTuple element : mapping.getValue()) {
                        String kind = text(element.getKeyNode()).orElse("");
                        shared |= SHARED.contains(kind);
                        if (kind.equals("beans")) {
                            names(element.getValueNode(), beans);
                        }
                        route(path, kind, element).ifPresent(id -> add(path, routes, id));
                    }
                }
            }
        }
        return new CamelFile(name, path, text, routes, beans, shared);
    }

    private static void names(Node beans, Set<String> names) {
        if (beans instanceof SequenceNode list) {
            for (Node bean : list.getValue()) {
                if (bean instanceof MappingNode mapping) {
                    value(mapping, "name").flatMap(CamelFile::text).ifPresent(names::add);
                }
            }
        }
    }

    private static Optional<Node> value(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(entry -> text(entry.getKeyNode()).filter(key::equals).isPresent())
                .findFirst()
                .map(NodeTuple::getValueNode);
    }

    private record RouteId(String id, int line) {}

    private static @Nullable Node compose(Path path, String text) {
        try {
            return new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
        } catch (MarkedYAMLException broken) {
            int line = broken.getProblemMark() == null
                    ? 0
                    : broken.getProblemMark().getLine() + 1;
            throw new RouteFileException(path, line, "", "the file is no YAML: " + broken.getProblem(), broken);
        } catch (YAMLException broken) {
            throw new RouteFileException(path, 0, "", "the file is no YAML: " + broken.getMessage(), broken);
        }
    }

    /** A route without an id gets another at each start: nobody would know it again, least of all a reload. */
    private static Optional<RouteId> route(Path path, String kind, NodeTuple element) {
        String key =
                switch (kind) {
                    case "route", "from" -> "id";
                    case "templatedRoute" -> "routeId";
                    case "templated-route" -> "route-id";
                    default -> "";
                };
        if (key.isEmpty()) {
            return Optional.empty();
        }
        int line = element.getKeyNode().getStartMark().getLine() + 1;
        Optional<RouteId> id = kind.equals("from") || !(element.getValueNode() instanceof MappingNode route)
                ? Optional.empty()
                : value(route, key).flatMap(node -> text(node)
                        .filter(said -> !said.isBlank())
                        .map(said -> new RouteId(said, node.getStartMark().getLine() + 1)));
        if (id.isEmpty()) {
            throw new RouteFileException(
                    path,
                    line,
                    kind,
                    "a route without " + key + "; give it one that stays the same, as in '- "
                            + (kind.equals("from")
                                    ? "route: { id: orders-in, from: … }"
                                    : kind + ": { " + key + ": orders-in, … }")
                            + "'",
                    null);
        }
        return id;
    }

    private static void add(Path path, SortedMap<String, Integer> routes, RouteId route) {
        Integer before = routes.put(route.id(), route.line());
        if (before != null) {
            throw new RouteFileException(
                    path,
                    route.line(),
                    "id",
                    "route id '" + route.id() + "' is in line " + before + " already; give one of them another",
                    null);
        }
    }

    private static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }
}

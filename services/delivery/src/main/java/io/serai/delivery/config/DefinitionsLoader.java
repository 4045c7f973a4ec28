package io.serai.delivery.config;

import io.serai.delivery.Catalog;
import io.serai.delivery.Definitions;
import io.serai.delivery.Definitions.Declared;
import io.serai.delivery.Policy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code subscriptions.yaml}, {@code policies.yaml} and {@code catalog.yaml} of a folder; each may be missing.
 *
 * <p>A policy inherits what it does not say from the default policy, and that from {@link Policy#DEFAULT}. What
 * properties say of a policy wins over the file.
 */
public final class DefinitionsLoader {

    private static final String SUBSCRIPTIONS = "subscriptions.yaml";
    private static final String POLICIES = "policies.yaml";
    private static final String CATALOG = "catalog.yaml";

    /** The files that are read, and beside them the schemas that the catalogue names. */
    public static final Set<String> FILES = Set.of(SUBSCRIPTIONS, POLICIES, CATALOG);

    private static final String DEFAULT = "default";
    private static final String PROPERTIES = "application properties";

    private DefinitionsLoader() {}

    /**
     * Reads a folder.
     *
     * @throws ConfigurationException at the first mistake
     */
    public static Definitions load(Path routesFolder) {
        return load(routesFolder, FileTexts.DISK, Map.of(), Optional.empty());
    }

    /**
     * Reads a folder.
     *
     * @param texts what its files hold
     * @param extraPolicies what properties say under {@code serai.policies}
     * @param defaultPolicy what properties say under {@code serai.default-policy}
     * @throws ConfigurationException at the first mistake
     */
    public static Definitions load(
            Path routesFolder,
            FileTexts texts,
            Map<String, Object> extraPolicies,
            Optional<Map<String, Object>> defaultPolicy) {
        Map<String, Policy> policies =
                policies(YamlFile.read(routesFolder.resolve(POLICIES), texts), extraPolicies, defaultPolicy);
        Map<String, Declared> subscriptions = section(routesFolder.resolve(SUBSCRIPTIONS), texts, "subscriptions")
                .map(new SubscriptionReader(policies)::read)
                .orElse(Map.of());
        Catalog catalog = section(routesFolder.resolve(CATALOG), texts, "catalog")
                .map(new CatalogReader(routesFolder, texts)::read)
                .orElse(Catalog.EMPTY);
        return new Definitions(subscriptions, policies, catalog);
    }

    private static Optional<Value.Mapping> section(Path file, FileTexts texts, String name) {
        return YamlFile.read(file, texts).flatMap(serai -> {
            serai.allowOnly("serai", Set.of(name));
            return Optional.ofNullable(serai.entries().get(name)).map(value -> value.asMapping(value.key()));
        });
    }

    private static Map<String, Policy> policies(
            Optional<Value.Mapping> file,
            Map<String, Object> extraPolicies,
            Optional<Map<String, Object>> defaultPolicy) {
        file.ifPresent(serai -> serai.allowOnly("serai", Set.of("policies", "default-policy")));
        Policy inherited = Policy.DEFAULT;
        Optional<Value> inFile = file.map(serai -> serai.entries().get("default-policy"));
        if (inFile.isPresent()) {
            inherited = defaults(inFile.get(), inherited);
        }
        if (defaultPolicy.isPresent()) {
            inherited = defaults(Value.of(defaultPolicy.get(), PROPERTIES, "serai.default-policy"), inherited);
        }
        Map<String, Policy> policies = new TreeMap<>(Map.of(DEFAULT, inherited));
        file.map(serai -> serai.entries().get("policies"))
                .ifPresent(said -> addAll(policies, said.asMapping("serai.policies")));
        addAll(policies, Value.of(extraPolicies, PROPERTIES, "serai.policies").asMapping("serai.policies"));
        return policies;
    }

    private static Policy defaults(Value said, Policy inherited) {
        String what = "the default policy";
        return PolicyReader.read(what, DEFAULT, said.asMapping(what), inherited);
    }

    private static void addAll(Map<String, Policy> policies, Value.Mapping said) {
        Policy inherited = policies.getOrDefault(DEFAULT, Policy.DEFAULT);
        said.entries().forEach((name, value) -> {
            String what = "policy '" + name + "'";
            if (name.equals(DEFAULT)) {
                throw value.mistake(what + ": the default is not written here but under serai.default-policy");
            }
            Policy base = policies.getOrDefault(name, inherited);
            policies.put(name, PolicyReader.read(what, name, value.asMapping(what), base));
        });
    }
}

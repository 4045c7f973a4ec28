package io.serai.hub.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads {@code *.camel.yaml} of the routes folder, and what the subscriptions with a target need, into Camel before it
 * starts. Nothing runs yet: see {@link RouteStarter}.
 */
final class RouteFiles implements CamelContextConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);
    private static final String SUFFIX = ".camel.yaml";

    private final Path folder;
    private final List<RoutesBuilder> more;

    RouteFiles(Path folder, List<RoutesBuilder> more) {
        this.folder = folder;
        this.more = more;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        camel.setAutoStartup(false);
        List<Path> files = files();
        for (Path file : files) {
            load(camel, file);
        }
        for (RoutesBuilder builder : more) {
            try {
                camel.addRoutes(builder);
            } catch (Exception broken) {
                throw new IllegalStateException("the routes of declared subscriptions cannot be made", broken);
            }
        }
        LOG.info(
                "{} route files of {} loaded",
                files.size(),
                folder.toAbsolutePath().normalize());
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // the runtime starts the routes when the store is ready
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            LOG.warn("there is no folder {} (serai.routes): the hub runs without routes", folder.toAbsolutePath());
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new RouteFileException(folder, "the folder cannot be read", unreadable);
        }
    }

    private static void load(CamelContext camel, Path file) {
        try {
            Resource resource =
                    ResourceHelper.resolveMandatoryResource(camel, file.toUri().toString());
            PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
        } catch (Exception broken) {
            throw RouteFileException.of(file, broken);
        }
    }
}

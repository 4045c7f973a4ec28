package io.serai.hub.config;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Adds the jars of {@code serai.lib} to the class path, however the hub was started.
 *
 * <p>It runs once the configuration files are read and before anything is created from the class path, so that
 * auto-configurations, Camel components, drivers and beans in those jars count like the hub's own.
 */
public final class LibraryFolder implements EnvironmentPostProcessor, Ordered {

    @Override
    public int getOrder() {
        return HubDefaults.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String folder = environment.getProperty("serai.lib", "");
        if (folder.isBlank()) {
            return;
        }
        ClassLoader parent = application.getClassLoader();
        if (parent == null) {
            parent = ClassUtils.getDefaultClassLoader();
        }
        ClassLoader loader = new URLClassLoader("serai.lib", jars(Path.of(folder)), parent);
        Thread.currentThread().setContextClassLoader(loader);
        application.setResourceLoader(new DefaultResourceLoader(loader));
    }

    private static URL[] jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new HubConfigurationException(
                    "serai.lib",
                    folder.toString(),
                    "there is no such folder (" + folder.toAbsolutePath() + ")",
                    "create it and put jars into it, or leave serai.lib out");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            return urls;
        } catch (IOException unreadable) {
            throw new HubConfigurationException(
                    "serai.lib",
                    folder.toString(),
                    "the folder cannot be read: " + unreadable.getMessage(),
                    "let the hub's user read it");
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}

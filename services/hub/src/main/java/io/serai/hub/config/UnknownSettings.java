package io.serai.hub.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.stereotype.Component;

/**
 * Ends the start at a property below {@code serai.} that nothing reads: a name with a slip in it would else be a setting
 * that silently is not there.
 *
 * <p>The environment and the system properties of a process are also others' to write – Kubernetes puts there
 * {@code SERAI_PORT} for a service called serai, build tools their own – so that what is unknown there is only logged.
 */
@Component
final class UnknownSettings implements BeanFactoryPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(UnknownSettings.class);
    private static final String OURS = "serai.";
    private static final Set<String> SHARED = Set.of(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    private static final Pattern SERVICE =
            Pattern.compile("(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_.+)?)?)");

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        ConfigurableEnvironment environment =
                beans.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME, ConfigurableEnvironment.class);
        KnownSettings known = known(beans);
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> readable) {
                unknown(readable, known).forEach((name, written) -> tell(readable, name, written, known));
            }
        }
    }

    /** What any part of the program says it reads. */
    private static KnownSettings known(ConfigurableListableBeanFactory beans) {
        KnownSettings known = new KnownSettings();
        for (String bean : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            ConfigurationProperties properties = beans.findAnnotationOnBean(bean, ConfigurationProperties.class);
            Class<?> type = beans.getType(bean);
            if (properties != null && type != null && (properties.prefix() + ".").startsWith(OURS)) {
                known.add(properties.prefix(), type);
            }
        }
        return known;
    }

    /** Names as properties have them, with what was written. */
    private static Map<String, String> unknown(EnumerablePropertySource<?> source, KnownSettings known) {
        Map<String, String> unknown = new TreeMap<>();
        boolean variables = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME.equals(source.getName());
        for (String written : source.getPropertyNames()) {
            boolean variable = variables && written.startsWith("SERAI_");
            if (variable
                    && SERVICE.matcher(written.substring("SERAI_".length())).matches()) {
                continue;
            }
            String name = variable ? written.toLowerCase(Locale.ROOT).replace('_', '.') : written;
            boolean there = variable ? known.knowsVariable(written) : known.knows(name);
            if (name.startsWith(OURS) && !there) {
                unknown.put(name, written);
            }
        }
        return unknown;
    }

    private static void tell(EnumerablePropertySource<?> source, String name, String written, KnownSettings known) {
        String wrong = "there is no such setting (" + origin(source, written) + ")";
        String action = "did you mean " + known.nearest(name).orElse("another") + "?";
        if (SHARED.contains(source.getName())) {
            LOG.warn("{}: {}; it changes nothing: {}", written, wrong, action);
            return;
        }
        throw new HubConfigurationException(
                written, String.valueOf(source.getProperty(written)), wrong, action + " correct it, or take it out");
    }

    private static String origin(PropertySource<?> source, String written) {
        Origin origin = PropertySourceOrigin.get(source, written);
        return origin instanceof PropertySourceOrigin ? "from " + source.getName() : "from " + origin;
    }
}

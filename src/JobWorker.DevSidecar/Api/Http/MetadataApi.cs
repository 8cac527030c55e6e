using System.Text;
using System.Text.Json;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting;

namespace JobWorker.DevSidecar.Api.Http;

/// <summary><c>/v1.0/metadata</c>: what this sidecar has and knows.</summary>
internal sealed class MetadataApi(SidecarFacts facts) : IApi
{
    public Task? Route(ApiCall call) => (call.Method, call.Path) switch
    {
        ("GET", ["v1.0", _]) => call.JsonAsync(Write),
        ("PUT", ["v1.0", _, var key]) => PutAsync(call, key),
        _ => null,
    };

    private async Task PutAsync(ApiCall call, string key)
    {
        facts.Status.Extended[key] = Encoding.UTF8.GetString((await call.ReadBodyAsync()).Span);
        await call.NoContent();
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", facts.Flags.AppId);
        json.WriteString("runtimeVersion", SidecarStatus.Version);
        WriteList(json, "enabledFeatures", facts.Resources.Features.Order(StringComparer.Ordinal), json.WriteStringValue);
        WriteActors(json, "actors");
        WriteList(json, "components", facts.Components.All, component => WriteComponent(json, component));
        json.WriteStartObject("extended");
        foreach (var (key, value) in facts.Status.Extended.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        WriteList(json, "subscriptions", facts.Subscriptions.Current, subscription => WriteSubscription(json, subscription));
        WriteNames(json, "httpEndpoints", facts.HttpEndpoints);
        WriteApp(json);
        WriteActorRuntime(json);
        WriteNames(json, "resiliencies", facts.Resources.Resiliency.Names);
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string list, IEnumerable<string> names) =>
        WriteList(json, list, names, name =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteEndObject();
        });

    /// <summary>A list; nothing at all where it is empty.</summary>
    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        var first = true;
        foreach (var item in items)
        {
            if (first)
            {
                json.WriteStartArray(name);
                first = false;
            }

            write(item);
        }

        if (!first)
        {
            json.WriteEndArray();
        }
    }

    private void WriteActors(Utf8JsonWriter json, string name) =>
        WriteList(json, name, facts.ActorCounts, count =>
        {
            json.WriteStartObject();
            json.WriteString("type", count.Key);
            json.WriteNumber("count", count.Value);
            json.WriteEndObject();
        });

    private static void WriteComponent(Utf8JsonWriter json, Component component)
    {
        json.WriteStartObject();
        json.WriteString("name", component.Spec.Name);
        json.WriteString("type", component.Spec.Type);
        json.WriteString("version", component.Spec.Version);
        WriteList(json, "capabilities", component.Capabilities, json.WriteStringValue);
        json.WriteEndObject();
    }

    private static void WriteSubscription(Utf8JsonWriter json, Subscription subscription)
    {
        json.WriteStartObject();
        json.WriteString("pubsubname", subscription.PubSub);
        json.WriteString("topic", subscription.Topic);
        if (subscription.Metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var (key, value) in subscription.Metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        WriteList(json, "rules", SidecarFacts.RulesOf(subscription), rule =>
        {
            json.WriteStartObject();
            if (rule.Match.Length > 0)
            {
                json.WriteString("match", rule.Match);
            }

            json.WriteString("path", rule.Path);
            json.WriteEndObject();
        });
        json.WriteString("deadLetterTopic", subscription.DeadLetterTopic ?? "");
        json.WriteString("type", subscription.Type);
        json.WriteEndObject();
    }

    private void WriteApp(Utf8JsonWriter json)
    {
        var flags = facts.Flags;
        if (flags.AppPort == 0)
        {
            return;
        }

        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", flags.AppPort);
        json.WriteString("protocol", "http");
        json.WriteString("channelAddress", flags.AppChannelAddress);
        if (flags.AppMaxConcurrency > 0)
        {
            json.WriteNumber("maxConcurrency", flags.AppMaxConcurrency);
        }

        if (flags.AppHealthCheck)
        {
            json.WriteStartObject("health");
            json.WriteString("healthCheckPath", flags.AppHealthPath);
            json.WriteString("healthProbeInterval", Formats.GoDuration.Format(flags.AppHealthInterval));
            json.WriteString("healthProbeTimeout", Formats.GoDuration.Format(flags.AppHealthTimeout));
            json.WriteNumber("healthThreshold", flags.AppHealthThreshold);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteActorRuntime(Utf8JsonWriter json)
    {
        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", facts.ActorStatus);
        WriteActors(json, "activeActors");
        json.WriteBoolean("hostReady", facts.Placement.IsReady);
        json.WriteString("placement", facts.PlacementStatus);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using YamlDotNet.Core;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>
/// The template of each service, read anew when its file changes; a broken file leaves in force what was read before.
/// </summary>
/// <remarks>Files are read again by content, not by date: a mounted ConfigMap changes by swapping a link.</remarks>
internal sealed class Templates(IOptionsMonitor<TemplateOptions> options, TimeProvider clock, ILogger<Templates> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _files = [];

    /// <summary>
    /// The template beneath the Jobs of <paramref name="service"/>; none where there is none. Not to be changed.
    /// </summary>
    public JsonObject? For(string service)
    {
        var paths = options.CurrentValue;

        var path = paths.Services.TryGetValue(service, out var own) ? own : paths.Default;

        return path is { Length: > 0 } ? Read(path) : null;
    }

    /// <summary>Reads every file there is, so that a broken one shows at start.</summary>
    public void ReadAll()
    {
        var paths = options.CurrentValue;
        foreach (var path in paths.Services.Values.Append(paths.Default).OfType<string>().Distinct())
        {
            Read(path);
        }
    }

    /// <summary>Parses a manifest, and tries whether it is a Job's: a field of a wrong type is an error that names it.</summary>
    /// <exception cref="JsonException">A field has a wrong type; the message names it.</exception>
    /// <exception cref="YamlException">Not YAML, and so not JSON either; the message says where.</exception>
    /// <exception cref="FormatException">Not the manifest of a Job.</exception>
    public static JsonObject Parse(string text)
    {
        var template = Yaml.Parse(text) as JsonObject ?? throw new FormatException("it must be one object");
        if ((template["kind"]?.ToString() ?? "Job") != "Job" || (template["apiVersion"]?.ToString() ?? "batch/v1") != "batch/v1")
        {
            throw new FormatException(
                $"kind must be Job and apiVersion batch/v1, not {template["kind"]} and {template["apiVersion"]}");
        }

        _ = KubernetesJson.Deserialize<V1Job>(template.ToJsonString());

        return template;
    }

    private JsonObject? Read(string path)
    {
        lock (_gate)
        {
            var entry = _files.TryGetValue(path, out var known) ? known : _files[path] = new Entry();
            if (clock.GetUtcNow() < entry.NextLook)
            {
                return entry.Template;
            }

            entry.NextLook = clock.GetUtcNow() + LookEvery;
            Refresh(path, entry);

            return entry.Template;
        }
    }

    private void Refresh(string path, Entry entry)
    {
        var text = entry.Text;
        try
        {
            text = File.ReadAllText(path);
            if (text != entry.Text)
            {
                entry.Template = Parse(text);
                logger.TemplateRead(path);
            }

            entry.Trouble = text == entry.Text ? entry.Trouble : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or YamlException or JsonException or FormatException)
        {
            if (entry.Trouble != e.Message)
            {
                logger.TemplateBroken(path, entry.Trouble = e.Message);
            }
        }

        entry.Text = text;
    }

    private sealed class Entry
    {
        public string? Text { get; set; }

        public JsonObject? Template { get; set; }

        public string? Trouble { get; set; }

        public DateTimeOffset NextLook { get; set; }
    }
}

using System.Text.Json.Serialization;
using k8s.Json;

namespace k8s.Models;

/// <summary>A change to some fields of an object.</summary>
[JsonConverter(typeof(PatchConverter))]
public record V1Patch
{
    /// <summary>A change in the form <paramref name="type"/>; a text is sent as it is, anything else as its JSON.</summary>
    /// <exception cref="ArgumentException">The body is missing, or the form is <see cref="PatchType.Unknown"/>.</exception>
    public V1Patch(object body, PatchType type)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (type == PatchType.Unknown)
        {
            throw new ArgumentException("The form of a patch must be given.", nameof(type));
        }

        Content = body;
        Type = type;
    }

    /// <summary>The form of a patch, which the server learns from the content type.</summary>
    public enum PatchType
    {
        /// <summary>Not given; refused.</summary>
        Unknown,

        /// <summary>A list of operations (RFC 6902).</summary>
        JsonPatch,

        /// <summary>The fields to change, null removes one (RFC 7396); lists are replaced whole.</summary>
        MergePatch,

        /// <summary>As a merge, but lists are merged by the key of their items.</summary>
        StrategicMergePatch,

        /// <summary>The fields a manager wants to own (server-side apply); needs <c>fieldManager</c>.</summary>
        ApplyPatch,
    }

    /// <summary>The change.</summary>
    public object Content { get; }

    /// <summary>Its form.</summary>
    public PatchType Type { get; }

    internal string MediaType => Type switch
    {
        PatchType.JsonPatch => "application/json-patch+json",
        PatchType.MergePatch => "application/merge-patch+json",
        PatchType.StrategicMergePatch => "application/strategic-merge-patch+json",
        _ => "application/apply-patch+yaml",
    };
}

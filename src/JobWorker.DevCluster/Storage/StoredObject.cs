using System.Globalization;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>One version of one object. Its tree is never changed again; a change is made on a clone.</summary>
internal sealed class StoredObject
{
    /// <summary>Takes <paramref name="tree"/> over and writes the version into it.</summary>
    public StoredObject(ResourceType type, JsonObject tree, long version)
    {
        tree.Metadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        Json.Settle(tree);

        Type = type;
        Tree = tree;
        Version = version;
        Name = tree.Name();
        Namespace = tree.Namespace();
        Key = KeyOf(Namespace, Name);
        Utf8 = tree.ToUtf8();
    }

    public ResourceType Type { get; }

    public JsonObject Tree { get; }

    public long Version { get; }

    public string Name { get; }

    /// <summary>Empty for objects outside namespaces.</summary>
    public string Namespace { get; }

    /// <summary>Unique within the type, in the order lists have.</summary>
    public string Key { get; }

    /// <summary>The tree as JSON, written once for all who read or watch it.</summary>
    public byte[] Utf8 { get; }

    public static string KeyOf(string ns, string name) => $"{ns}/{name}";

    /// <summary>The same object under another version.</summary>
    public StoredObject At(long version) => new(Type, Tree.Clone(), version);
}

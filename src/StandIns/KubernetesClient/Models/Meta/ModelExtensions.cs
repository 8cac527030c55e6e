namespace k8s.Models;

/// <summary>Short ways to metadata; what is not there reads as null.</summary>
public static class ModelExtensions
{
    /// <summary>The name; null where the server has yet to make one.</summary>
    public static string Name(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.Name;

    /// <summary>The namespace; null for objects of the whole cluster.</summary>
    public static string Namespace(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.NamespaceProperty;

    /// <inheritdoc cref="Namespace(IMetadata{V1ObjectMeta})"/>
    public static string Namespace(this V1ObjectMeta meta) => meta.NamespaceProperty;

    /// <summary>What tells an object from a later one of the same name.</summary>
    public static string Uid(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.Uid;

    /// <summary>The version of the object; opaque.</summary>
    public static string ResourceVersion(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.ResourceVersion;

    /// <summary>The version of the list, from which a watch goes on.</summary>
    public static string ResourceVersion(this IMetadata<V1ListMeta> list) => list.Metadata?.ResourceVersion;

    /// <summary>The token of the next page; null or empty at the end.</summary>
    public static string Continue(this IMetadata<V1ListMeta> list) => list.Metadata?.ContinueProperty;

    /// <summary>When it was made, UTC.</summary>
    public static DateTime? CreationTimestamp(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.CreationTimestamp;

    /// <summary>When it was asked to go, UTC; it stays until its finalizers are gone.</summary>
    public static DateTime? DeletionTimestamp(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.DeletionTimestamp;

    /// <summary>The labels; null where there are none.</summary>
    public static IDictionary<string, string> Labels(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.Labels;

    /// <summary>The annotations; null where there are none.</summary>
    public static IDictionary<string, string> Annotations(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.Annotations;

    /// <summary>The finalizers; null where there are none.</summary>
    public static IList<string> Finalizers(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.Finalizers;

    /// <summary>The owners; null where there are none.</summary>
    public static IList<V1OwnerReference> OwnerReferences(this IMetadata<V1ObjectMeta> obj) => obj.Metadata?.OwnerReferences;

    /// <summary>One label, or null.</summary>
    public static string GetLabel(this IMetadata<V1ObjectMeta> obj, string key) =>
        obj.Labels() is { } labels && labels.TryGetValue(key, out var value) ? value : null;

    /// <summary>One annotation, or null.</summary>
    public static string GetAnnotation(this IMetadata<V1ObjectMeta> obj, string key) =>
        obj.Annotations() is { } annotations && annotations.TryGetValue(key, out var value) ? value : null;

    /// <summary>The metadata, made where it is missing.</summary>
    public static V1ObjectMeta EnsureMetadata(this IMetadata<V1ObjectMeta> obj) => obj.Metadata ??= new V1ObjectMeta();

    /// <summary>The labels, made where they are missing.</summary>
    public static IDictionary<string, string> EnsureLabels(this V1ObjectMeta meta) =>
        meta.Labels ??= new Dictionary<string, string>();

    /// <summary>The annotations, made where they are missing.</summary>
    public static IDictionary<string, string> EnsureAnnotations(this V1ObjectMeta meta) =>
        meta.Annotations ??= new Dictionary<string, string>();

    /// <summary>The finalizers, made where they are missing.</summary>
    public static IList<string> EnsureFinalizers(this V1ObjectMeta meta) => meta.Finalizers ??= new List<string>();

    /// <summary>True where the finalizer is there.</summary>
    public static bool HasFinalizer(this IMetadata<V1ObjectMeta> obj, string finalizer) =>
        obj.Finalizers()?.Contains(finalizer) ?? false;
}

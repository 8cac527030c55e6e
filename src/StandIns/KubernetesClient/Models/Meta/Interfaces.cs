namespace k8s.Models
{
    /// <summary>Something with metadata.</summary>
    public interface IMetadata<T>
    {
        /// <summary>Name, labels and the like; for a list its version.</summary>
        T Metadata { get; set; }
    }

    /// <summary>A list.</summary>
    public interface IItems<T>
    {
        /// <summary>The objects, of one page.</summary>
        IList<T> Items { get; set; }
    }

    /// <summary>Something that is wanted.</summary>
    public interface ISpec<T>
    {
        /// <summary>What is wanted.</summary>
        T Spec { get; set; }
    }
}

namespace k8s
{
    /// <summary>Something that says its own kind.</summary>
    public interface IKubernetesObject
    {
        /// <summary>Group and version, such as <c>batch/v1</c>; the items of a list do not say it.</summary>
        string ApiVersion { get; set; }

        /// <summary>Such as <c>Job</c>; the items of a list do not say it.</summary>
        string Kind { get; set; }
    }

    /// <summary>Something that says its own kind and has metadata.</summary>
    public interface IKubernetesObject<TMetadata> : IKubernetesObject, Models.IMetadata<TMetadata>;
}

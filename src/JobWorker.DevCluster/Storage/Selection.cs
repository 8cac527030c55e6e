namespace JobWorker.DevCluster.Storage;

/// <summary>Which objects of a type a list or watch is about.</summary>
/// <param name="Namespace">None: all.</param>
/// <param name="Labels">What the labels must satisfy.</param>
/// <param name="Fields">What the fields must satisfy.</param>
internal sealed record Selection(string? Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool Matches(StoredObject obj) =>
        (Namespace is null || Namespace == obj.Namespace) && Labels.Matches(obj.Tree) && Fields.Matches(obj.Tree);
}

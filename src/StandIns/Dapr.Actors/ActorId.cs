using System.Security.Cryptography;

namespace Dapr.Actors;

/// <summary>Which actor of its type.</summary>
public class ActorId
{
    private readonly string _id;

    /// <summary>An id made of text.</summary>
    /// <param name="id">Not empty; case matters.</param>
    public ActorId(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        _id = id;
    }

    /// <summary>Whether both are the same id, or both are none.</summary>
    public static bool operator ==(ActorId? id1, ActorId? id2) => id1 is null ? id2 is null : id1.Equals(id2);

    /// <summary>Whether one is another id than the other.</summary>
    public static bool operator !=(ActorId? id1, ActorId? id2) => !(id1 == id2);

    /// <summary>An id nobody has.</summary>
    public static ActorId CreateRandom() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>The text of the id.</summary>
    public string GetId() => _id;

    /// <summary>The text of the id.</summary>
    public override string ToString() => _id;

    /// <inheritdoc/>
    public override int GetHashCode() => _id.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorId);

    /// <summary>Whether both are the same id.</summary>
    public bool Equals(ActorId? other) => other is not null && string.Equals(_id, other._id, StringComparison.Ordinal);

    /// <summary>Orders ids by their text.</summary>
    public int CompareTo(ActorId? other) => other is null ? 1 : string.CompareOrdinal(_id, other._id);
}

using System.Collections.Immutable;

namespace JobWorker.Core;

/// <summary>Keeps the default value of <see cref="ImmutableArray{T}"/>, which throws at every touch, out of records.</summary>
internal static class ImmutableArrays
{
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> array) => array.IsDefault ? [] : array;
}

namespace JobWorker.StandIns.Tests.PublicSurface;

/// <summary>Types, as the lists write them.</summary>
internal static class ApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    /// <summary>A type where it is used.</summary>
    public static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        return Nullable.GetUnderlyingType(type) is { } inner
            ? Name(inner) + "?"
            : Keywords.GetValueOrDefault(type) ?? Declared(type);
    }

    /// <summary>A type where it is declared.</summary>
    public static string Declared(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var outer = type.DeclaringType is { } declaring ? Declared(declaring) + "." : "";
        var name = type.Name.Split('`')[0];
        return type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal)
            ? $"{outer}{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : outer + name;
    }

    /// <summary><c>sealed class</c>, <c>interface</c>, ….</summary>
    public static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsInterface: true } => "interface",
        _ when type.IsAssignableTo(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    /// <summary>The base class and the interfaces, save those every type of the kind has.</summary>
    public static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum || type.IsAssignableTo(typeof(Delegate)))
        {
            return [];
        }

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var own = type.GetInterfaces().Where(x => x.IsVisible).Except(inherited);
        var derived = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType);
        return (derived ? own.Prepend(type.BaseType!) : own).Select(Name);
    }
}

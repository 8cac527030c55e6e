using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace JobWorker.StandIns.Tests.PublicSurface;

/// <summary>Members, as the lists write them. Events and operators are in no list.</summary>
internal static class MemberText
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>What others can use of a type.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name}={Enum.Format(type, Enum.Parse(type, name), "d")}");
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return [];
        }

        return type.GetConstructors(Declared).Where(x => !x.IsStatic && IsOpen(x)).Select(x => Constructor(type, x))
            .Concat(type.GetFields(Declared).Where(IsOpen).Select(Field))
            .Concat(type.GetProperties(Declared).Where(x => x.GetAccessors(nonPublic: true).Any(IsOpen)).Select(Property))
            .Concat(type.GetMethods(Declared).Where(x => !x.IsSpecialName && IsOpen(x)).Select(Method));
    }

    private static string Constructor(Type type, ConstructorInfo x) =>
        $"{Access(x)}{type.Name.Split('`')[0]}({Parameters(x)})";

    private static string Field(FieldInfo x) =>
        $"{(x.IsPublic ? "" : "protected ")}{(x.IsStatic ? "static " : "")}{ApiText.Name(x.FieldType)} {x.Name}";

    private static string Property(PropertyInfo x)
    {
        var accessors = x.GetAccessors(nonPublic: true).Where(IsOpen).ToArray();
        var access = accessors.Any(accessor => accessor.IsPublic) ? "" : "protected ";
        var isStatic = accessors[0].IsStatic ? "static " : "";
        var get = x.GetMethod is { } getter && IsOpen(getter) ? "get; " : "";
        var set = x.SetMethod is { } setter && IsOpen(setter) ? "set; " : "";
        return $"{access}{isStatic}{ApiText.Name(x.PropertyType)} {x.Name} {{ {get}{set}}}";
    }

    private static string Method(MethodInfo x)
    {
        var generic = x.IsGenericMethod ? $"<{string.Join(", ", x.GetGenericArguments().Select(ApiText.Name))}>" : "";
        return $"{Access(x)}{Modifier(x)}{ApiText.Name(x.ReturnType)} {x.Name}{generic}({Parameters(x)})";
    }

    private static string Modifier(MethodInfo x) => x switch
    {
        { DeclaringType.IsInterface: true } => "",
        { IsStatic: true } => "static ",
        _ when x.GetBaseDefinition() != x || x.IsFinal => "",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } => "virtual ",
        _ => "",
    };

    private static string Parameters(MethodBase x)
    {
        var extended = x.IsDefined(typeof(ExtensionAttribute));
        return string.Join(", ", x.GetParameters().Select((p, i) => (extended && i == 0 ? "this " : "") + Parameter(p)));
    }

    private static string Parameter(ParameterInfo p)
    {
        var by = (p.ParameterType.IsByRef, p.IsOut) switch { (true, true) => "out ", (true, false) => "ref ", _ => "" };
        var many = p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{many}{by}{ApiText.Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {Default(p)}" : "")}";
    }

    private static string Default(ParameterInfo p) => (p.ParameterType, p.RawDefaultValue) switch
    {
        ({ IsValueType: true }, null) => "default",
        (_, null) => "null",
        (_, string text) => $"\"{text}\"",
        (_, bool yes) => yes ? "true" : "false",
        ({ IsEnum: true } type, var value) => $"{type.Name}.{Enum.ToObject(type, value)}",
        (_, var value) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Access(MethodBase x) => x.IsPublic ? "" : "protected ";

    private static bool IsOpen(MethodBase x) => x.IsPublic || x.IsFamily || x.IsFamilyOrAssembly;

    private static bool IsOpen(FieldInfo x) => (x.IsPublic || x.IsFamily || x.IsFamilyOrAssembly) && !x.IsSpecialName;
}

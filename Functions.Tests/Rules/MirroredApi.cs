using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Serverless.Tests.Rules;

/// <summary>
/// The local host declares what the official packages declare, and no more than the app uses. Every declaration was compared with theirs once;
/// this keeps it so.
/// </summary>
public sealed class MirroredApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_mirrored_declarations_are_the_reviewed_ones()
    {
        var reviewed = Path.Combine(Repository.Root, "LocalHost", "Worker", "PublicApi.txt");
        var declared = Declared();
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllText(reviewed, declared);
        }

        Assert.True(
            File.Exists(reviewed) && File.ReadAllText(reviewed) == declared,
            "The mirrored declarations differ from LocalHost/Worker/PublicApi.txt. If that is on purpose, compare each change with the official "
            + "packages, run this test once with UPDATE_PUBLIC_API=1, and review the difference in the file.\n\n" + declared);
    }

    private static string Declared() => string.Concat(
        from type in typeof(FunctionsApplication).Assembly.GetExportedTypes()
        where type.Namespace!.StartsWith("Microsoft.", StringComparison.Ordinal)
        orderby type.FullName
        select $"{Head(type)}\n{string.Concat(Members(type).Order(StringComparer.Ordinal).Select(m => $"    {m}\n"))}\n");

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var usage = type.GetCustomAttribute<AttributeUsageAttribute>(inherit: false);
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(Enum) && b != typeof(MulticastDelegate))
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(i => i.FullName)).Select(b => Name(b!));
        return $"{(usage is null ? "" : $"[{usage.ValidOn}] ")}{kind} {type.FullName}{string.Join(", ", bases) switch { "" => "", var b => $" : {b}" }}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt32(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors(Own).Where(c => IsSeen(c)).Select(c => $"{Access(c)}.ctor({Parameters(c)})")
            .Concat(type.GetProperties(Own).Where(p => IsSeen(p.GetMethod)).Select(Property))
            .Concat(type.GetMethods(Own).Where(m => IsSeen(m) && !m.IsSpecialName).Select(Method));
    }

    private static string Property(PropertyInfo property) =>
        $"{Access(property.GetMethod!)}{Name(new NullabilityInfoContext().Create(property))} {property.Name} "
        + $"{{ get;{(IsSeen(property.SetMethod) ? " set;" : "")} }}";

    private static string Method(MethodInfo method) =>
        $"{Access(method)}{Name(new NullabilityInfoContext().Create(method.ReturnParameter))} {method.Name}"
        + $"{Generic(method)}({Parameters(method)})";

    private static string Generic(MethodInfo method) => !method.IsGenericMethod ? "" : "<" + string.Join(", ", method.GetGenericArguments()
        .Select(a => $"{a.Name}{string.Concat(a.GetGenericParameterConstraints().Select(c => $" : {Name(c)}"))} {a.GenericParameterAttributes}")) + ">";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "") + Name(new NullabilityInfoContext().Create(p)) + " " + p.Name
        + (p.HasDefaultValue ? $" = {p.DefaultValue ?? "null"}" : "")));

    private static string Access(MethodBase method) =>
        (method.IsFamily ? "protected " : "") + (method.IsStatic ? "static " : "")
        + (method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true };

    private static string Name(NullabilityInfo info) => (info.GenericTypeArguments.Length == 0 || Nullable.GetUnderlyingType(info.Type) is not null
        ? Name(info.Type)
        : $"{Bare(info.Type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>")
        + (info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "");

    private static string Name(Type type) => type switch
    {
        { IsGenericType: true } => $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>",
        { IsGenericParameter: true } or { Namespace: "System" } => type.Name,
        _ => $"{type.Namespace}.{type.Name}",
    };

    private static string Bare(Type type) => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
}

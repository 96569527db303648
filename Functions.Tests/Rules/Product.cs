using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Tests.Rules;

/// <summary>Provides facts about the product by reflection.</summary>
internal static class Product
{
    public static Assembly Assembly { get; } = typeof(RpcMethod).Assembly;

    /// <summary>Gets every class derived from <see cref="RpcMethod"/>.</summary>
    public static IReadOnlyList<Type> Methods { get; } = [.. Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(RpcMethod)))];

    /// <summary>Gets the names of all methods as test cases.</summary>
    public static TheoryData<string> MethodNames => [.. Methods.Select(type => type.FullName!).Order(StringComparer.Ordinal)];

    /// <summary>Gets every class derived from <see cref="Endpoint"/>.</summary>
    public static IReadOnlyList<Type> Endpoints { get; } = [.. Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Endpoint)))];

    /// <summary>Gets every trigger function.</summary>
    public static IReadOnlyList<(string Name, MethodInfo Function)> Triggers { get; } =
    [
        .. from type in Assembly.GetTypes()
           from function in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let attribute = function.GetCustomAttribute<FunctionAttribute>()
           where attribute is not null
           select (attribute.Name, function),
    ];
}

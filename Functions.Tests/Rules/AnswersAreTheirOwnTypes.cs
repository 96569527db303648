using System.Reflection;
using System.Text.Json.Serialization;
using Serverless.Api.Rpc.Protocol;

namespace Serverless.Tests.Rules;

/// <summary>Checks that responses have types of their own and never contain a stored row or user, so that a new column is not published by accident.</summary>
public sealed class AnswersAreTheirOwnTypes
{
    /// <summary>Gets the records below Serverless.Api.Rpc that are not part of any method's parameters.</summary>
    public static TheoryData<string> Answers
    {
        get
        {
            var parameters = Product.Methods.SelectMany(type => Reachable(ParametersOf(type))).ToHashSet();
            return
            [
                .. Product.Assembly.GetTypes()
                    .Where(type => type.Namespace?.StartsWith("Serverless.Api.Rpc", StringComparison.Ordinal) == true && type.GetMethod("<Clone>$") is not null)
                    .Where(type => (type.IsPublic || type.IsNestedPublic) && !parameters.Contains(type))
                    .Select(type => type.FullName!),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_response_type_can_be_serialized(string name) =>
        Assert.Equal(name, ApiJson.TypeInfo(Product.Assembly.GetType(name)!).Type.FullName); // if it throws, its message says what to do

    [Fact]
    public void No_response_type_contains_a_storage_type()
    {
        var roots = new[] { typeof(ApiJson), typeof(AdminJson) }.SelectMany(context => context.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .ToList();
        Assert.NotEmpty(roots);
        Assert.All(roots.SelectMany(Reachable).Distinct(), type => Assert.True(
            type.Namespace is { } space && (space.StartsWith("Serverless.Api.Rpc", StringComparison.Ordinal) || space.StartsWith("System", StringComparison.Ordinal)),
            $"{type} travels in an answer. Answers consist of records in Serverless.Api.Rpc and of the framework's types."));
    }

    private static Type ParametersOf(Type method)
    {
        while (!method.IsGenericType || method.GetGenericTypeDefinition() != typeof(RpcMethod<>))
        {
            method = method.BaseType!;
        }

        return method.GetGenericArguments()[0];
    }

    /// <summary>Returns a type and the types of its properties, recursively. Types of the framework are not examined.</summary>
    private static HashSet<Type> Reachable(Type root)
    {
        var seen = new HashSet<Type>();
        Add(root);
        return seen;

        void Add(Type type)
        {
            if (!seen.Add(type))
            {
                return;
            }

            foreach (var part in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            {
                Add(part);
            }

            if (type.Assembly == Product.Assembly)
            {
                foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    Add(property.PropertyType);
                }
            }
        }
    }
}

using System.Reflection;
using System.Text.Json;
using Serverless.Limits;
using Serverless.Security;

namespace Serverless.Pipeline;

/// <summary>What is known of an API method from its declaration.</summary>
public sealed class MethodDeclaration
{
    private const string RootNamespace = "Serverless.Api";

    private readonly Lazy<Parameters> _parameters;

    /// <summary>Reads the declaration of a method.</summary>
    /// <exception cref="InvalidOperationException">It declares no permission, or one that does not exist: nothing is open by omission.</exception>
    public MethodDeclaration(Method method)
    {
        var type = method.GetType();
        Method = method;
        Id = IdOf(type);
        Permissions = type.GetCustomAttribute<PermissionAttribute>()?.Names ?? [];
        IsSessionOnly = type.IsDefined(typeof(SessionOnlyAttribute));
        Limit = type.GetCustomAttribute<LimitAttribute>()?.Kind;
        IsUpload = type.IsDefined(typeof(UploadAttribute));
        if (Permissions.Count == 0)
        {
            throw new InvalidOperationException($"{type.FullName} declares no permission: put [Permission(...)] on it.");
        }

        if (Permissions.FirstOrDefault(name => !Permission.IsKnown(name)) is { } unknown)
        {
            throw new InvalidOperationException($"""{type.FullName} asks for the permission "{unknown}", which is not declared in Permission.Declared.""");
        }

        // On first use: reading all parameter records at start would delay the first answer.
        _parameters = new(() => new Parameters(method.ParametersType));
    }

    /// <summary>The one instance that carries out all calls.</summary>
    public Method Method { get; }

    /// <summary>The id on the wire, as in <c>/v1/session/signin</c>; without a version for what stands directly in the folder Api.</summary>
    public string Id { get; }

    /// <summary>Who may call: whoever holds one of these.</summary>
    public IReadOnlyList<string> Permissions { get; }

    /// <summary>Whether API tokens are kept out.</summary>
    public bool IsSessionOnly { get; }

    /// <summary>What is counted for each client address, if anything.</summary>
    public LimitKind? Limit { get; }

    /// <summary>Whether the method takes a file.</summary>
    public bool IsUpload { get; }

    /// <summary>What the method takes.</summary>
    public Parameters Parameters => _parameters.Value;

    /// <summary>Folder and file name in kebab case.</summary>
    private static string IdOf(Type type)
    {
        var folders = type.Namespace![RootNamespace.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        var version = folders.Length == 0 ? "" : "/v1";
        return version + string.Concat(folders.Append(type.Name).Select(name => "/" + JsonNamingPolicy.KebabCaseLower.ConvertName(name)));
    }
}

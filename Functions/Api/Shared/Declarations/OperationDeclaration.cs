using System.Reflection;
using System.Text.Json;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Declarations;

/// <summary>Represents an operation's declaration.</summary>
public abstract class OperationDeclaration
{
    /// <summary>Reads the declaration.</summary>
    /// <param name="operation">The one instance that carries out all calls.</param>
    /// <param name="id">The operation's id.</param>
    /// <exception cref="InvalidOperationException">
    /// Thrown when the operation declares no permission, an unknown permission, or a limit that is not counted for each call.
    /// Without this check, an omitted permission would leave an operation open.
    /// </exception>
    protected OperationDeclaration(Operation operation, string id)
    {
        var type = operation.GetType();
        Operation = operation;
        Id = id;
        Permissions = type.GetCustomAttribute<PermissionAttribute>()?.Names ?? [];
        Limit = type.GetCustomAttribute<LimitAttribute>()?.Kind;
        IsReadOnly = type.IsDefined(typeof(ReadsAttribute));
        ShowsForm = type.IsDefined(typeof(ShowsFormAttribute));
        IsSessionOnly = type.IsDefined(typeof(SessionOnlyAttribute));
        ReadsCaller = type.IsDefined(typeof(ReadsCallerAttribute));
        IsForEnrolment = type.IsDefined(typeof(ForEnrolmentAttribute));
        FreshSession = type.GetCustomAttribute<FreshSessionAttribute>()?.Rule;
        if (Permissions.Count == 0)
        {
            throw new InvalidOperationException($"{type.FullName} declares no permission: put [Permission(...)] on it.");
        }

        if (Limit is { } limit && !CallLimits.Kinds.Contains(limit))
        {
            throw new InvalidOperationException($"{type.FullName} declares the limit {limit}, which is not counted for each call.");
        }

        if (Permissions.FirstOrDefault(name => !Permission.IsKnown(name)) is { } unknown)
        {
            throw new InvalidOperationException($"""{type.FullName} asks for the permission "{unknown}", which is not declared in Permission.Declared.""");
        }
    }

    /// <summary>Gets the one instance that carries out all calls.</summary>
    public Operation Operation { get; }

    /// <summary>Gets the id in the call log and the statistics, unique among all operations.</summary>
    public string Id { get; }

    /// <summary>Gets whether callers address the operation by its id.</summary>
    public virtual bool IsCalledById => false;

    /// <summary>Gets the permissions. A caller needs one of them.</summary>
    public IReadOnlyList<string> Permissions { get; }

    /// <summary>Gets whether the operation changes nothing when it is called by GET, see <see cref="ReadsAttribute"/>.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Gets whether API tokens are refused.</summary>
    public bool IsSessionOnly { get; }

    /// <summary>Gets whether the caller's user row is read with the credential, see <see cref="ReadsCallerAttribute"/>.</summary>
    public bool ReadsCaller { get; }

    /// <summary>Gets whether callers who lack a required second factor can call the operation.</summary>
    public bool IsForEnrolment { get; }

    /// <summary>Gets whether the operation refuses callers who lack a required second factor.</summary>
    public bool NeedsRequiredFactor => !IsForEnrolment && !Permissions.Contains(Permission.Anyone);

    /// <summary>Gets when the operation needs a fresh session; null if it never does.</summary>
    public FreshSessionRule? FreshSession { get; }

    /// <summary>Gets whether the operation's 503 response states why the stored data cannot be read.</summary>
    public bool ShowsForm { get; }

    /// <summary>Gets the kind of calls counted for each caller; null if there is no limit.</summary>
    public LimitKind? Limit { get; }

    /// <summary>Returns the folder and file name in kebab case.</summary>
    private protected static string PathOf(Type type, string rootNamespace) =>
        string.Concat(type.Namespace![rootNamespace.Length..]
            .Split('.', StringSplitOptions.RemoveEmptyEntries)
            .Append(type.Name)
            .Select(name => "/" + JsonNamingPolicy.KebabCaseLower.ConvertName(name)));
}

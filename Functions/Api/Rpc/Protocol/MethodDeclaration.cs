using System.Reflection;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>What is known of a method of the RPC family from its declaration.</summary>
public sealed class MethodDeclaration : OperationDeclaration
{
    private const string RootNamespace = "Serverless.Api.Rpc";

    private readonly Lazy<Parameters> _parameters;

    /// <summary>Reads the declaration of a method.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="OperationDeclaration"/>.</exception>
    public MethodDeclaration(RpcMethod method)
        : base(method, IdOf(method.GetType()))
    {
        Method = method;
        IsUpload = method.GetType().IsDefined(typeof(UploadAttribute));

        // On first use: reading all parameter records at start would delay the first answer.
        _parameters = new(() => new Parameters(method.ParametersType));
    }

    /// <summary>The one instance that carries out all calls. <see cref="OperationDeclaration.Id"/> is its id on the wire.</summary>
    public RpcMethod Method { get; }

    /// <inheritdoc />
    public override bool IsCalledById => true;

    /// <summary>Whether the method takes a file.</summary>
    public bool IsUpload { get; }

    /// <summary>What the method takes.</summary>
    public Parameters Parameters => _parameters.Value;

    /// <summary>
    /// Gets whether GET calls it, which is a call without parameters. A method that writes and has parameters refuses GET: what turns a POST into
    /// a GET on its way, such as a redirect, would call it without them.
    /// </summary>
    public bool AllowsGet => !IsUpload && (IsReadOnly || Method.ParametersType == typeof(NoParameters));

    /// <summary>Gets the HTTP methods that call it, as the header <c>Allow</c> lists them. HEAD is none of them: it must not carry anything out.</summary>
    public string Allow => AllowsGet ? "GET, POST" : "POST";

    /// <summary>As in <c>/v1/session/signin</c>; without a version for what stands directly in the folder Api.</summary>
    private static string IdOf(Type type) => (type.Namespace == RootNamespace ? "" : "/v1") + PathOf(type, RootNamespace);
}

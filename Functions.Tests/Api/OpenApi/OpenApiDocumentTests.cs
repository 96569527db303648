using System.Text.Json;
using Serverless.Api.OpenApi;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.OpenApi;

public sealed class OpenApiDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    private JsonElement Document { get; } = JsonElement.Parse(new OpenApiDocument(app.Get<Catalogue>(), new XmlDocs()).Write());

    [Fact]
    [Trait("Category", Generated.Category)]
    public void The_file_in_the_repository_is_current() => Generated.AssertCurrent("openapi.json", new OpenApiDocument(app.Get<Catalogue>(), new XmlDocs()).Write());

    [Fact]
    public void Lists_every_method_with_post_and_with_get_only_without_required_parameters()
    {
        var paths = Document.GetProperty("paths");
        Assert.Equal(
            app.Get<Catalogue>().All<MethodDeclaration>().Select(method => "/api" + method.Id).Concat(app.Get<Catalogue>().All<EndpointDeclaration>().Select(endpoint => endpoint.Routes[0].Template)).Distinct(),
            paths.EnumerateObject().Select(path => path.Name));
        foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>())
        {
            var path = paths.GetProperty("/api" + method.Id);
            Assert.True(path.TryGetProperty("post", out _));
            Assert.Equal(method.AllowsGet && method.Parameters.Required == 0, path.TryGetProperty("get", out _));
        }
    }

    [Fact]
    public void Describes_parameters_as_array_positions_with_their_comments()
    {
        var body = Post("/api/v1/session/signin").GetProperty("requestBody");
        Assert.False(body.GetProperty("required").GetBoolean());
        var tuples = body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf");
        Assert.Equal([(1, 1), (2, 2)], tuples.EnumerateArray().Select(tuple => (tuple.GetProperty("minItems").GetInt32(), tuple.GetProperty("maxItems").GetInt32())));
        var credentials = tuples[0].GetProperty("prefixItems")[0];
        Assert.Equal("""["object","null"]""", Compact(tuples[1].GetProperty("prefixItems")[0].GetProperty("type"))); // null skips it, to give the next one
        Assert.Equal("credentials", credentials.GetProperty("title").GetString());
        Assert.StartsWith("The credentials. If omitted", credentials.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("\"object\"", Compact(credentials.GetProperty("type")));
        Assert.Equal("""["username","password"]""", Compact(credentials.GetProperty("required")));
        Assert.False(credentials.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal("User name or email address.", credentials.GetProperty("properties").GetProperty("username").GetProperty("description").GetString());
    }

    [Fact]
    public void Describes_null_only_where_it_has_a_meaning()
    {
        var fields = Post("/api/v1/session/signup").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("prefixItems")[0];
        Assert.Equal("\"string\"", Compact(fields.GetProperty("properties").GetProperty("email").GetProperty("type")));
        Assert.False(Post("/api/v1/session/signout").TryGetProperty("requestBody", out _));
        var signedIn = Document.GetProperty("components").GetProperty("schemas").GetProperty("session.signin.answer").GetProperty("properties").GetProperty("result").GetProperty("properties").GetProperty("data");
        Assert.Equal("\"string\"", Compact(signedIn.GetProperty("properties").GetProperty("token").GetProperty("type")));
        Assert.DoesNotContain("\"token\"", Compact(signedIn.GetProperty("required")), StringComparison.Ordinal);
        var limit = Document.GetProperty("paths").GetProperty("/api/user/sessions").GetProperty("get").GetProperty("parameters")[0];
        Assert.Equal(("limit", "integer"), (limit.GetProperty("name").GetString(), limit.GetProperty("schema").GetProperty("type").GetString()));
    }

    [Fact]
    public void Every_operation_has_examples_that_match_their_schemas()
    {
        var check = new JsonSchema(Document);
        foreach (var path in Document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var contents = operation.Value.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] == '2' && response.Value.TryGetProperty("content", out _)).Select(response => response.Value);
                if (operation.Value.TryGetProperty("requestBody", out var body))
                {
                    contents = contents.Append(body);
                }

                foreach (var content in contents.SelectMany(one => one.GetProperty("content").EnumerateObject()).Where(content => !content.NameEquals("multipart/form-data")))
                {
                    Assert.True(content.Value.TryGetProperty("example", out var example), $"{operation.Name} {path.Name} has no example.");
                    var problem = check.Refuse(content.Value.GetProperty("schema"), example);
                    Assert.True(problem is null, $"{operation.Name} {path.Name}: {problem}");
                }
            }
        }
    }

    [Fact]
    public void The_example_of_a_method_is_a_valid_call()
    {
        foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>().Where(method => method is { IsUpload: false } && Post("/api" + method.Id).TryGetProperty("requestBody", out _)))
        {
            var example = Post("/api" + method.Id).GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");
            var error = method.Parameters.Bind<object>([.. example.EnumerateArray()], out _);
            Assert.True(error is null, $"{method.Id}: {example}: {error}");
        }
    }

    [Fact]
    public void Optional_members_are_not_required()
    {
        var fields = Post("/api/v1/session/signup").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("prefixItems")[0];
        Assert.Equal("""["username"]""", Compact(fields.GetProperty("required")));
        Assert.False(fields.TryGetProperty("additionalProperties", out _));
    }

    [Fact]
    public void A_method_with_any_number_of_arguments_has_no_maximum()
    {
        var array = Post("/api/event").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal("name", Assert.Single(array.GetProperty("prefixItems").EnumerateArray()).GetProperty("title").GetString());
        Assert.True(array.TryGetProperty("items", out _));
        Assert.False(array.TryGetProperty("maxItems", out _));
    }

    [Fact]
    public void Lists_declared_and_general_failures_under_their_http_status()
    {
        var responses = Post("/api/v1/session/signup").GetProperty("responses");
        Assert.Contains("`409` User already exists", responses.GetProperty("409").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("`-32808`", responses.GetProperty("400").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.False(responses.TryGetProperty("401", out _));
        Assert.Contains("`-32801`", Post("/api/v1/profile/read").GetProperty("responses").GetProperty("401").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void States_the_required_permission()
    {
        Assert.Equal("""[{"token":[]}]""", Compact(Post("/api/v1/profile/set-password").GetProperty("security")));
        Assert.Equal("""[{},{"token":[]}]""", Compact(Post("/api/v1/session/signin").GetProperty("security")));
        Assert.EndsWith("Permission: signed-in users; not with an API token.", Post("/api/v1/profile/delete-sessions").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void States_whether_a_fresh_session_is_needed()
    {
        Assert.False(Post("/api/v1/profile/delete-sessions").TryGetProperty("x-fresh-session", out _));
        var documented = Post("/api/v1/profile/set-password");
        Assert.Equal("if_configured", documented.GetProperty("x-fresh-session").GetString());
        Assert.EndsWith("; needs a fresh session if `Security__FreshForDocumentedMethods` is true.", documented.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("- `403` Reauthentication required. ", documented.GetProperty("responses").GetProperty("403").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Describes_an_upload_as_multipart()
    {
        var content = Assert.Single(Post("/api/v1/test/upload").GetProperty("requestBody").GetProperty("content").EnumerateObject());
        Assert.Equal("multipart/form-data", content.Name);
        Assert.Equal("binary", content.Value.GetProperty("schema").GetProperty("properties").GetProperty("file").GetProperty("format").GetString());
    }

    [Fact]
    public void Describes_where_the_fields_of_an_endpoint_come_from_and_how_it_fails()
    {
        var read = Document.GetProperty("paths").GetProperty("/api/user/session/{id}").GetProperty("get");
        Assert.Equal("""["path","id",true]""", Compact(read.GetProperty("parameters")[0], "in", "name", "required"));
        Assert.Contains("Also at `/api/session/{id}`.", read.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("`404` Invalid Session", read.GetProperty("responses").GetProperty("404").GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("`401` Invalid Session", read.GetProperty("responses").GetProperty("401").GetProperty("description").GetString(), StringComparison.Ordinal);

        var signIn = Post("/api/user/session");
        var fields = signIn.GetProperty("requestBody").GetProperty("content").GetProperty("application/x-www-form-urlencoded").GetProperty("schema");
        Assert.Equal("""["user","pass"]""", Compact(fields.GetProperty("required")));
        Assert.Equal("boolean", fields.GetProperty("properties").GetProperty("rememberMe").GetProperty("type").GetString());
        Assert.Equal("""["token","exp"]""", Compact(signIn.GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("required")));
        Assert.Contains("`403` Account Banned", signIn.GetProperty("responses").GetProperty("default").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    private JsonElement Post(string path) => Document.GetProperty("paths").GetProperty(path).GetProperty("post");

    private static string Compact(JsonElement element, params string[] members) => JsonSerializer.Serialize(members.Select(element.GetProperty));

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}

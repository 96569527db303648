using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Serverless.Benchmarks.Identity;

/// <summary>Identity's tables.</summary>
internal sealed class Users(DbContextOptions<Users> options) : IdentityDbContext<IdentityUser>(options);

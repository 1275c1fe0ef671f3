"""The application factory: configure, bind, register. Nothing imports from here."""

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from crm.accounts import session
from crm.accounts.factor_views import bp as factors
from crm.accounts.failed_views import bp as failed_logins
from crm.accounts.passkey_views import bp as passkeys
from crm.accounts.password_views import bp as passwords
from crm.accounts.sign_on_views import bp as sign_on
from crm.accounts.views import bp as accounts
from crm.agreement_types.views import bp as agreement_types
from crm.agreements.views import bp as agreements
from crm.backups.views import bp as backups
from crm.bulk.views import bp as bulk
from crm.calendar.views import bp as calendar
from crm.config import PACKAGE, Settings, served_at, shipped
from crm.connections import set_up_engine
from crm.contacts.views import bp as contacts
from crm.counterparts.counterpart_views import bp as counterpart
from crm.counterparts.views import bp as counterparts
from crm.digests.views import bp as digests
from crm.documents.views import bp as documents
from crm.drafting.views import bp as drafting
from crm.duplicates.views import bp as duplicates
from crm.enquiries.views import bp as enquiries
from crm.enquiries.visitor_views import bp as enquire
from crm.exports.views import bp as exports
from crm.extensions import PLANNED_ONCE, babel, csrf, db, login
from crm.help.views import bp as help_room
from crm.history.views import bp as history
from crm.home.views import bp as home
from crm.imports.views import bp as imports
from crm.keys.views import bp as keys
from crm.life.views import bp as life
from crm.mail.views import bp as mail
from crm.merges.views import bp as merges
from crm.models.user_session import Limits
from crm.obligations.views import bp as obligations
from crm.office.views import bp as office
from crm.partners.views import bp as partners
from crm.personal.views import bp as personal
from crm.pipeline.views import bp as pipeline
from crm.playbooks.views import bp as playbooks
from crm.proposals.proposer_views import bp as proposer
from crm.proposals.views import bp as proposals
from crm.public.settings_views import bp as public_page
from crm.public.views import bp as public
from crm.renewals.missed_views import bp as missed_renewals
from crm.renewals.unknown_views import bp as unknown_ends
from crm.renewals.views import bp as renewals
from crm.reports.views import bp as reports
from crm.reviews.lead_views import bp as lead
from crm.reviews.views import bp as reviews
from crm.saved_views.found import counts as view_counts
from crm.saved_views.views import bp as saved_views
from crm.search.views import bp as search
from crm.settings.views import bp as settings_room
from crm.signatories.views import bp as signatories
from crm.tasks.views import bp as tasks
from crm.timeline.old_views import bp as old_timeline
from crm.timeline.views import bp as timeline
from crm.trash.views import bp as trash
from crm.units.views import bp as units
from crm.web import line, pace, pages, traces, uploads
from crm.web.addresses import RecordNumber, Route, Word
from crm.web.assets import serve_assets
from crm.web.forgery import csrf_token
from crm.web.locale import choose_locale
from crm.web.templates import LanguageEnvironment

ROOMS = (
    home,
    search,
    digests,
    accounts,
    passwords,
    factors,
    passkeys,
    sign_on,
    partners,
    pipeline,
    contacts,
    personal,
    duplicates,
    merges,
    agreements,
    renewals,
    reviews,
    lead,
    unknown_ends,
    missed_renewals,
    reports,
    tasks,
    obligations,
    drafting,
    office,
    timeline,
    old_timeline,
    history,
    trash,
    proposals,
    proposer,
    counterparts,
    counterpart,
    public,
    public_page,
    enquiries,
    enquire,
    documents,
    saved_views,
    settings_room,
    failed_logins,
    calendar,
    backups,
    imports,
    exports,
    bulk,
    agreement_types,
    playbooks,
    keys,
    help_room,
    life,
    signatories,
    units,
    mail,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The app on the settings given, else on those of the environment (raises BadSetting)."""
    settings = settings or Settings.from_environment()
    app = traces.TracedFlask(
        "crm",
        template_folder=str(shipped("templates")),
        static_folder=None,
        # Where a database without a folder lies; Flask would choose a place beside the code.
        instance_path=str(settings.instance_path),
    )
    _configure(app, settings)
    app.jinja_environment = LanguageEnvironment
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    # Who asks, and over which line, is believed from the proxies alone that a setting counts. Only
    # the one before the server says by which line it was reached itself.
    proxies = settings.proxies
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=min(proxies, 1))
    app.url_rule_class = Route
    app.url_map.converters |= {"int": RecordNumber, "default": Word, "string": Word}
    traces.register(app, traces.kept_in(settings))
    uploads.register(app)
    line.register(app, allows_plain=settings.plain_http, covers_below=settings.hsts_below)
    _bind(app)
    serve_assets(app, PACKAGE / "static")
    pages.register(app)
    session.register(app)
    pace.register(app, settings.exports)
    app.jinja_env.globals["view_counts"] = view_counts
    for room in ROOMS:
        app.register_blueprint(room)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        SQLALCHEMY_BINDS=_planned_once(settings.database_url),
        INSTANCE_PATH=str(settings.instance_path),
        LOG_FOLDER=settings.log_folder,
        TIMEZONE=settings.timezone,
        MAIL=settings.mail,
        BASE_URL=settings.base_url,
        TRUSTED_HOSTS=settings.trusted_hosts,
        PROXIES=settings.proxies,
        VIRUS_SCANNER=settings.virus_scanner,
        SESSION_LIMITS=Limits(settings.session_idle, settings.session_longest),
        SIGN_ON=settings.sign_on,
        SERVED_AT=served_at(settings.host, settings.port),
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_UPLOAD=settings.max_upload_mb * uploads.MEGABYTE,
        BABEL_TRANSLATION_DIRECTORIES=str(PACKAGE / "translations"),
        WTF_CSRF_TIME_LIMIT=None,
        # Pages for visitors send no referrer. That the form is ours says its token, whose cookie
        # no other host can set over HTTPS (`__Host-`).
        WTF_CSRF_SSL_STRICT=False,
        # Flask would believe a variable of the machine, FLASK_DEBUG.
        DEBUG=False,
    )


def _engine_options(url: str) -> dict[str, Any]:
    """Of connections to PostgreSQL each is tried before it is used, so that a server that was
    started anew is met without an error; a server that does not answer is not waited for long."""
    options: dict[str, Any] = {"pool_use_lifo": True}
    if url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    return options


def _planned_once(url: str) -> dict[str, dict[str, Any]]:
    """The connections for the search of the one box. PostgreSQL takes as long to plan it as to
    carry it out, and its plan is good for whatever is asked. It keeps one as long as no transaction
    is taken back, as that of a request that only reads is."""
    if not url.startswith("postgresql"):
        return {}
    options = _engine_options(url) | {"url": url, "isolation_level": "AUTOCOMMIT"}
    options["connect_args"] |= {"options": "-c plan_cache_mode=force_generic_plan"}
    return {PLANNED_ONCE: options}


def _bind(app: Flask) -> None:
    db.init_app(app)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = csrf_token
    login.init_app(app)
    babel.init_app(app, locale_selector=choose_locale)
    with app.app_context():
        for engine in db.engines.values():
            set_up_engine(engine)

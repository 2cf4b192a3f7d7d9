//! Regional conventions of CLDR 48.0. Written by `node tools/cldr/main.mjs`.

/// Regions whose week begins on Friday.
pub(super) const FRIDAY_FIRST: &str = "\
    MV";

/// Regions whose week begins on Saturday.
pub(super) const SATURDAY_FIRST: &str = "\
    AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";

/// Regions whose week begins on Sunday; on Monday in all others.
pub(super) const SUNDAY_FIRST: &str = "\
    AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN IS JM JP KE KH KR LA MH MM MO \
    MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";

/// Regions whose English writes the month before the day.
pub(super) const MONTH_FIRST: &str = "\
    AS BI CA GU JP MH MP PH PR UM US VI";

/// Regions whose English uses the 12-hour clock.
pub(super) const TWELVE_HOURS: &str = "\
    AE AG AL AR AS AU BB BD BH BM BN BO BS BT CA CL CO CR CU CY DJ DM DO DZ EC EG EH ER ET FJ \
    FM GD GH GM GR GT GU GY HK HN IN IQ JM JO KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR \
    MW MX MY NA NI NZ OM PA PE PG PH PK PR PS PW PY QA SA SB SD SG SL SO SS SV SY SZ TC TD TN \
    TO TT TW UM US UY VC VE VG VI VU WS YE ZM";

/// The most likely region of a language.
pub(super) const LIKELY: &str = "\
    af=ZA ak=GH am=ET ar=EG as=IN az=AZ ba=RU be=BY bg=BG bm=ML bn=BD bo=CN br=FR bs=BA ca=ES \
    ce=RU cs=CZ cv=RU cy=GB da=DK de=DE dz=BT ee=GH el=GR en=US eo=001 es=ES et=EE eu=ES fa=IR \
    ff=SN ff-Adlm=GN fi=FI fo=FO fr=FR fy=NL ga=IE gd=GB gl=ES gu=IN gv=IM ha=NG he=IL hi=IN \
    hr=HR hu=HU hy=AM ia=001 id=ID ie=EE ig=NG ii=CN in=ID is=IS it=IT iw=IL ja=JP ji=UA jv=ID \
    jw=ID ka=GE ki=KE kk=KZ kk-Arab=CN kl=GL km=KH kn=IN ko=KR ks=IN ku=TR kw=GB ky=KG lb=LU \
    lg=UG ln=CD lo=LA lt=LT lu=CD lv=LV mg=MG mi=NZ mk=MK ml=IN mn=MN mo=RO mr=IN ms=MY mt=MT \
    my=MM nb=NO nd=ZW ne=NP nl=NL nn=NO no=NO oc=FR om=ET or=IN os=GE pa=IN pa-Arab=PK pl=PL \
    ps=AF pt=BR qu=PE rm=CH rn=BI ro=RO ru=RU rw=RW sa=IN sc=IT sd=PK sd-Deva=IN se=NO sg=CF \
    sh=RS si=LK sk=SK sl=SI sn=ZW so=SO sq=AL sr=RS st=ZA su=ID sv=SE sw=TZ ta=IN te=IN tg=TJ \
    th=TH ti=ET tk=TM tl=PH tn=ZA to=TO tr=TR tt=RU ug=CN uk=UA ur=PK uz=UZ uz-Arab=AF vi=VN \
    wo=SN xh=ZA yi=UA yo=NG za=CN zh=CN zh-Hant=TW zu=ZA agq=CM ars=SA asa=TZ ast=ES bas=CM \
    bem=ZM bez=TZ bgc=IN bho=IN blo=BJ brx=IN bua=RU ccp=BD ceb=PH cgg=UG chr=US ckb=IQ csw=CA \
    dav=KE dje=NE doi=IN dsb=DE dua=CM dyo=SN ebu=KE ewo=CM fil=PH fur=IT gaa=GH gsw=CH guz=KE \
    haw=US hsb=DE jgo=CM jmc=TZ kab=DZ kam=KE kde=TZ kea=CV kgp=BR khq=ML kkj=CM kln=KE kok=IN \
    ksb=TZ ksf=CM ksh=DE kxv=IN lag=TZ lij=IT lkt=US lmo=IT lrc=IR luo=KE luy=KE mai=IN mas=KE \
    mer=KE mfe=MU mgh=MZ mgo=CM mni=IN mua=CM mzn=IR naq=NA nds=DE nmg=CM nnh=CM nqo=GN nso=ZA \
    nus=SS nyn=UG pcm=NG pms=IT prg=PL raj=IN rof=TZ rwk=TZ sah=RU saq=KE sat=IN sbp=TZ scn=IT \
    seh=MZ ses=ML shi=MA shn=MM smn=FI syr=IQ szl=PL teo=UG tok=001 twq=NE tyv=RU tzm=MA \
    vai=LR vec=IT vmw=MZ vun=TZ wae=CH xnr=IN xog=UG yav=CM yrl=BR yue=HK yue-Hans=CN zgh=MA";
